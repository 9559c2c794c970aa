/** What every journey imports: `import { test, expect, login, checkPage, smsCode } from '../support'`. */
export { expect } from '@playwright/test';
export { test } from './watched';
export { login, DEMO_PASSWORD, OWNER, OTHER_OWNER, ADMINISTRATOR, DEALER, OTHER_DEALER } from './people';
export { checkPage } from './looks';
export { smsCode } from './sms';
export { inChinese, stayLoggedIn } from './sessions';
export { findMember, openFile, fact, masked, maskedPhone } from './files';
export { inShanghai, plainEvent, fillEvent, publishEvent, moveCapacity, register, available } from './desk';
export { leaveName, column } from './leads';
export { expectDone, expectProblem, send, withoutBrowserChecks, kept } from './forms';
export { chineseOn } from './chinese';
export { CUSTOMER, loginByCode, MEMBERS, signOut, vin } from './members';
export { PHONES } from './phones';
export { balance, confirmation, day, lines, number, pointsCard, value, type Line } from './points';
export { announceEvent, seatsLeft } from './events';
