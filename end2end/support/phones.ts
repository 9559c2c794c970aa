/**
 * Further members of the demo club, one per journey, so that no journey depends on another's points, seats or codes.
 * The demo data give them the same phones and points whatever the day.
 */
export const PHONES = {
  // With enough points for what they redeem.
  vouchers: '19988288667',
  goods: '18895933593',
  accessory: '15975857319',
  coupon: '13118932622',
  donor: '15544008603',
  hasty: '13633235834',
  undecided: '17821740928',
  /** 6,875 points: enough for one car wash. */
  short: '16645667182',
  // With points for goods or accessories.
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
  // Two rows that may be the same person.
  known: '16650451186',
  knownTwice: '18543041795',
  // Without referrals so far.
  recommends: '13560309763',
  recommendsAll: '13503065448',
  // Without registrations so far.
  camper: '13661060787',
  racer: '15927586357',
  /** Below silver. */
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
  /** A new member without any activity. */
  newcomer: '15034365810',
};
