mod leads;
