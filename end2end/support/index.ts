/** The imports of every journey: `import { test, expect, login, checkPage, smsCode } from '../support'`. */
export { expect } from '@playwright/test';
export { test } from './watched';
export { login, DEMO_PASSWORD, OWNER, OTHER_OWNER, ADMINISTRATOR, OTHER_ADMINISTRATOR, DEALER, OTHER_DEALER } from './people';
export { checkPage } from './appearance';
export { smsCode } from './sms';
export { inChinese, stayLoggedIn } from './sessions';
export { findMember, openFile, masked, maskedPhone } from './files';
export { type EventForm, inShanghai, plainEvent, fillEvent, publishEvent, moveCapacity, register, giveUp, seatsLeft } from './admin';
export { leaveName, column } from './leads';
export { expectDone, expectProblem, send, withoutLimits, kept } from './forms';
export { chineseOn } from './chinese';
export { CUSTOMER, loginByCode, MEMBERS, signOut, vin } from './members';
export { PHONES } from './phones';
export { balance, confirmation, day, lines, number, pointsCard, fact, type Line } from './points';
