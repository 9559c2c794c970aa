//! `/terms`: the club's terms, with the numbers in force.

use super::rules::{ClubRules, club_rules};
use crate::error::Result;
use crate::i18n::Locale;
use crate::points::model::{TIER_POINTS_MONTHS, TierRule};
use crate::points::rules::RuleCode;
use crate::points::rules::announcements;
use crate::points::rules::store::list_announced;
use crate::ui::{PageHead, multiplier, tier_name};
use crate::values::points;
use crate::web::{Ctx, Page};
use chrono::TimeDelta;
use leptos::prelude::*;

/// How long before its start a campaign is announced.
const ANNOUNCED: TimeDelta = TimeDelta::days(60);

pub async fn page(ctx: Ctx) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let rules = club_rules(&mut tx, ctx.now).await?;
    let campaigns = list_announced(&mut tx, ctx.now, ctx.now + ANNOUNCED).await?;
    drop(tx);
    let (l, day) = (ctx.locale, ctx.locale.date(ctx.today()));
    let title = tr!(l, "会员章程", "Club rules");
    let lead = tr!(l, "以下数字是 {day} 生效的规则。", "The figures below are the rules in force on {day}.");
    Ok(ctx.page(title.clone(), || {
        view! {
            <PageHead title=title lead=lead/>
            <div class="prose">
                {membership(l)}
                {earning(l, &rules)}
                {tiers(l, &rules)}
                {spending(l, &rules)}
                {events(l)}
                {referrals(l, &rules)}
                {promises(l)}
            </div>
            {announcements(l, campaigns)}
        }
    }))
}

fn membership(l: Locale) -> AnyView {
    view! {
        <h2>{tr!(l, "一、会员", "1. Membership")}</h2>
        <p>{tr!(l, "凡在本公司登记的车主，均可用车架号与登记手机号免费激活会员。一人一个账号，账号不可转让。",
            "Every registered owner of one of our cars may join free of charge with the VIN and the phone number on file. One account per person, not transferable.")}</p>
        <p>{tr!(l, "您可以随时退出。退出后积分作废，法律要求保存的维保记录仍会保留。",
            "You may leave at any time. Your points then expire; service records we must keep by law remain.")}</p>
        <p>{tr!(l, "车辆过户后，会员资格与积分留在您本人名下；自过户之日起，您不再看到该车此后的任何记录。",
            "When you transfer a car, membership and points stay with you. From that day you no longer see the car’s new records.")}</p>
    }
    .into_any()
}

fn earning(l: Locale, rules: &ClubRules) -> AnyView {
    let row = |code: RuleCode, what: String, n: i64, note: String| {
        let cap = rules.cap(code).map(|cap| view! { <small>{cap_text(l, cap)}</small> });
        let amount = points(n);
        let amount = if n == 1 { tr!(l, "1 分", "1 point") } else { tr!(l, "{amount} 分", "{amount} points") };
        view! { <tr><th scope="row">{what}<small>{note}</small>{cap}</th><td class="cell-amount">{amount}</td></tr> }
    };
    view! {
        <h2>{tr!(l, "二、积分如何获得", "2. How points are earned")}</h2>
        <div class="table-wrap"><table class="table table-plain">
            <caption class="sr-only">{tr!(l, "积分规则", "Earning rules")}</caption>
            <thead><tr><th scope="col">{tr!(l, "事项", "Activity")}</th><th scope="col" class="num">{tr!(l, "积分", "Points")}</th></tr></thead>
            <tbody>
                {row(RuleCode::Workshop, tr!(l, "维保消费，每实付 ¥1", "Every ¥1 paid at the workshop"), rules.workshop,
                    tr!(l, "乘以会员等级倍数，舍去小数；工单结算时入账，退款时扣回", "times your tier’s multiplier, rounded down; credited when the order is settled, reversed if refunded"))}
                {row(RuleCode::Delivery, tr!(l, "新车交付", "A new car delivered"), rules.delivery, String::new())}
                {row(RuleCode::Profile, tr!(l, "资料完整并核实", "Profile complete and verified"), rules.profile, tr!(l, "12 个月内至多一次", "at most once in 12 months"))}
                {row(RuleCode::ReferralTestDrive, tr!(l, "推荐好友试驾", "A friend you referred takes a test drive"), rules.referral_test_drive, String::new())}
                {row(RuleCode::ReferralDelivery, tr!(l, "推荐好友购车", "A friend you referred takes delivery"), rules.referral_delivery, String::new())}
                {row(RuleCode::ReferralFriend, tr!(l, "受邀购车", "You bought through a friend’s referral"), rules.referral_friend, String::new())}
                {row(RuleCode::Survey, tr!(l, "完成问卷", "Survey completed"), rules.survey, String::new())}
            </tbody>
        </table></div>
        <p>{tr!(l, "活动积分以活动页面所示为准，签到时入账，仅报名不得分。", "Event points are shown on the event page and credited at check-in, not at registration.")}{rules.cap(RuleCode::Event).map(|cap| format!(" {}", cap_text(l, cap)))}</p>
    }
    .into_any()
}

fn cap_text(l: Locale, cap: i64) -> String {
    let cap = points(cap);
    tr!(l, "每人每月至多 {cap} 分", "at most {cap} points per member per calendar month")
}

fn tiers(l: Locale, rules: &ClubRules) -> AnyView {
    let row = |rule: &TierRule| {
        view! {
            <tr><th scope="row">{tier_name(l, rule.tier)}</th><td class="num">{points(rule.min_tier_points)}</td>
                <td class="num">{multiplier(rule.multiplier_percent)}</td></tr>
        }
    };
    view! {
        <h2>{tr!(l, "三、会员等级", "3. Tiers")}</h2>
        <p>{tr!(l, "等级由最近 {TIER_POINTS_MONTHS} 个月的成长值决定。每得 1 积分同时得 1 成长值；使用积分不减少成长值。达到后立即升级，有效期 12 个月，到月底为止；到期前一个月，我们会告诉您能否保级，没有提前告知就不会降级。",
            "Your tier depends on your tier points in the last {TIER_POINTS_MONTHS} months. Every point earned is also one tier point; spending points doesn’t lower it. You move up at once, for 12 months to the end of that month. A month before it ends, we tell you whether you keep it. Without that notice, you don’t move down.")}</p>
        <div class="table-wrap"><table class="table table-plain">
            <caption class="sr-only">{tr!(l, "等级", "Tiers")}</caption>
            <thead><tr><th scope="col">{tr!(l, "等级", "Tier")}</th><th scope="col" class="num">{tr!(l, "成长值", "Tier points")}</th>
                <th scope="col" class="num">{tr!(l, "维保积分倍数", "Workshop points")}</th></tr></thead>
            <tbody>{rules.tiers.iter().map(row).collect_view()}</tbody>
        </table></div>
    }
    .into_any()
}

fn spending(l: Locale, rules: &ClubRules) -> AnyView {
    let (point_value, months, most) = (points(rules.point_value), rules.validity, points(rules.household));
    let family = (rules.household > 0).then(|| {
        view! {
            <li>{tr!(l, "积分可以转赠给同住的家人，每人每月至多 {most} 分；有效期不变，不计成长值，转赠后不能撤回。",
                "You can give points to family at your address, up to {most} per member per month. They keep their expiry date, don’t count towards tier, and transfers cannot be undone.")}</li>
        }
    });
    view! {
        <h2>{tr!(l, "四、积分的价值、使用与过期", "4. Value, use and expiry of points")}</h2>
        <ul>
            <li>{tr!(l, "{point_value} 积分价值 ¥1，可兑换礼品、服务，到店抵扣维保账单，或用于公益捐赠；不能兑换现金。",
                "{point_value} points are worth ¥1. Use them for rewards, services, workshop bills or charity. They cannot be exchanged for cash.")}</li>
            {family}
            <li>{tr!(l, "积分自入账起 {months} 个月有效，至当月最后一天 24:00（北京时间）。过期前 90、30、7 天各提醒一次。",
                "Points are valid for {months} months from crediting, to the end of that month, Beijing time. We remind you 90, 30 and 7 days before they expire.")}</li>
            <li>{tr!(l, "先到期的积分先使用。", "Points that expire first are used first.")}</li>
            <li>{tr!(l, "尚未配货或使用的兑换可以自行取消，积分原路退回，有效期不变；其间已过期的，再给 30 天，每批积分一次。",
                "You can cancel a redemption that is neither packed nor used. The points are returned with their original expiry; those expired in the meantime get 30 days, once.")}</li>
        </ul>
    }
    .into_any()
}

fn events(l: Locale) -> AnyView {
    view! {
        <h2>{tr!(l, "五、活动", "5. Events")}</h2>
        <p>{tr!(l, "名额以报名先后为准；满员后可候补，有人取消时按顺序自动递补并通知。无法参加请提前取消，让位给候补的会员。活动取消时，已付积分全部退回。",
            "Seats go in order of registration. When an event is full you can join the waitlist; as seats open, it moves up in order and we text you. If you can’t come, please cancel so someone else can. If we cancel an event, all points paid are refunded.")}</p>
    }
    .into_any()
}

fn referrals(l: Locale, rules: &ClubRules) -> AnyView {
    let (drive, delivery, friend) =
        (points(rules.referral_test_drive), points(rules.referral_delivery), points(rules.referral_friend));
    view! {
        <h2>{tr!(l, "六、推荐有礼", "6. Referrals")}</h2>
        <p>{tr!(l, "好友试驾，您得 {drive} 分；好友提车，您得 {delivery} 分，好友得 {friend} 分。同一好友以最先的有效推荐为准；不能推荐自己或已有客户。好友须本人同意我们联系。",
            "{drive} points for you when your friend takes a test drive; {delivery} for you and {friend} for your friend at delivery. The first valid referral of a person counts; neither oneself nor an existing customer can be referred. Your friend must agree to be contacted.")}</p>
    }
    .into_any()
}

fn promises(l: Locale) -> AnyView {
    view! {
        <h2>{tr!(l, "七、我们的承诺", "7. What we promise")}</h2>
        <ul>
            <li>{tr!(l, "一般咨询当即答复，复杂问题 24 小时内答复，疑难投诉 72 小时内答复。",
                "General questions are answered at once, complex ones within 24 hours, hard complaints within 72 hours.")}</li>
            <li>{tr!(l, "道路救援全天候在线，每 30 分钟通报进展。", "Roadside rescue around the clock, with updates every 30 minutes.")}</li>
            <li>{tr!(l, "规则如有变更，提前公布；已入账的积分不受影响。", "Rule changes are announced in advance. Points already credited are not affected.")}</li>
            <li>{tr!(l, "以欺骗手段取得的积分会被收回；我们会说明理由，您可以申诉。", "Points obtained by fraud are taken back. We’ll tell you why, and you may appeal.")}</li>
        </ul>
        <p>{tr!(l, "我们如何使用您的资料，见", "For how we use your data, see our ")}<a href="/privacy">{tr!(l, "隐私政策", "privacy policy")}</a>{tr!(l, "。", ".")}</p>
    }
    .into_any()
}
