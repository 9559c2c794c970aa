import { readFile } from 'node:fs/promises';
import { test } from '@playwright/test';

/**
 * The last code sent to a phone. Without a gateway the demo server logs `demo sms to=<phone> code=<6 digits>`. If
 * `send` is given, runs it first and waits for a code logged after it, so that no older one is used.
 */
export async function smsCode(phone: string, send?: () => Promise<unknown>): Promise<string> {
  const before = send ? (await codes(phone)).length : 0;
  await send?.();
  for (let waited = 0; waited < 10_000; waited += 100) {
    const code = (await codes(phone)).slice(before).at(-1);
    if (code) return code;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no SMS code for ${phone} in ${logFile()}`);
}

async function codes(phone: string): Promise<string[]> {
  const log = await readFile(logFile(), 'utf8');
  return [...log.matchAll(new RegExp(`demo sms to=${phone} code=(\\d{6})`, 'g'))].map((match) => match[1]);
}

function logFile(): string {
  const log = test.info().project.metadata.log;
  if (!log) throw new Error('SERVER_LOG is not set: it must name the log file of the server');
  return log;
}
