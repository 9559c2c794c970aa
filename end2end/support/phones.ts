/**
 * Members of the demo club besides its two demo owners, each for one journey, so that no journey waits for another's
 * points, seats or codes. The demo gives the same people the same phones and points on every day it is made.
 */
export const PHONES = {
  // With points enough for what they redeem.
  vouchers: '19988288667',
  goods: '18895933593',
  accessory: '15975857319',
  coupon: '13118932622',
  donor: '15544008603',
  hasty: '13633235834',
  undecided: '17821740928',
  /** 6,875 points: enough for one car wash. */
  short: '16645667182',
  // With points for something that is moved.
  receives: '17809547533',
  collects: '13757560791',
  regrets: '15290048581',
  adjusted: '18005060897',
  // With an open order at the first dealer.
  paysBill: '13837114782',
  keepsPoints: '13914230202',
  gives: '18379674515',
  showsVoucher: '13567562704',
  wishlist: '19951459995',
  // The same person twice, as far as the administrator knows.
  known: '16650451186',
  knownTwice: '18543041795',
  // Without friends so far.
  recommends: '13560309763',
  recommendsAll: '13503065448',
  // Without events so far.
  camper: '13661060787',
  racer: '15927586357',
  /** Neither silver nor above. */
  basic: '19973469966',
  /** Silver, with fewer than 2,000 points. */
  silverPoor: '15242464473',
  first: '13910040853',
  waitsAlone: '19946457789',
  waitsAsPair: '18835312867',
  waitsLast: '13579912468',
  holder: '17731321969',
  leaves: '15971668051',
  counted: '18067245585',
  /** Nothing at all so far. */
  newcomer: '15034365810',
};
