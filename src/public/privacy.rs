//! `/privacy`: what the club keeps, why, who sees it, for how long, and the owner's rights.

use crate::i18n::Locale;
use crate::ui::PageHead;
use crate::web::{Ctx, Page, Rights, use_ctx};
use leptos::prelude::*;

pub async fn page(ctx: Ctx) -> Page {
    let l = ctx.locale;
    let title = tr!(l, "隐私政策", "Privacy");
    let lead = tr!(
        l,
        "我们保存什么、为什么、谁看得到、保存多久，以及您能做什么。",
        "What we keep and why, who sees it, how long, and what you can do about it."
    );
    ctx.page(title.clone(), || {
        view! {
            <PageHead title=title lead=lead/>
            <div class="prose">{kept(l)}{purposes(l)}{seen(l)}{retention(l)}{rights(l)}{technical(l)}</div>
        }
    })
}

fn kept(l: Locale) -> AnyView {
    view! {
        <h2>{tr!(l, "我们保存什么", "What we keep")}</h2>
        <ul>
            <li>{tr!(l, "联系资料：姓名、手机号、邮箱、地址、生日、首选经销商，以及每一项最近一次核实的时间和每一次修改。",
                "Contact details: name, phone, e-mail, address, birthday and preferred dealer, when each was last verified, and every change.")}</li>
            <li>{tr!(l, "车辆：车架号、车牌、购车与过户日期、里程、质保与到期日。", "Cars: VIN, plate, dates of purchase and hand-over, odometer, warranty and due dates.")}</li>
            <li>{tr!(l, "维保：每次进店的项目、配件、金额与里程。", "Service: work, parts, amounts and odometer of each visit.")}</li>
            <li>{tr!(l, "俱乐部：积分、兑换、活动报名、推荐，以及您同意或撤回的授权。", "Club: points, redemptions, registrations, referrals, and the consents you gave or withdrew.")}</li>
            <li>{tr!(l, "登录：登录时间、设备说明与网络地址，用于保护您的账号。", "Sign-ins: time, device and network address, to protect your account.")}</li>
        </ul>
        <p>{tr!(l, "我们不保存车辆行驶轨迹，也不向数据公司购买资料。", "We don’t track where you drive, and we don’t buy data about you.")}</p>
    }
    .into_any()
}

fn purposes(l: Locale) -> AnyView {
    view! {
        <h2>{tr!(l, "用来做什么", "What for")}</h2>
        <ul>
            <li>{tr!(l, "履行会员服务：记积分、寄礼品、办活动、提醒保养、年检与质保。", "To run your membership: points, rewards, events, and reminders of service, inspection and warranty.")}</li>
            <li>{tr!(l, "履行法定义务：召回、三包与财务凭证。", "To meet legal duties: recalls, warranty law and accounting.")}</li>
            <li>{tr!(l, "营销信息：仅在您另行同意后，且可按短信、邮件、电话分别关闭。", "Marketing: only if you agreed to it separately, and you can switch off SMS, e-mail and phone one by one.")}</li>
        </ul>
        <p>{tr!(l, "我们不出售您的资料，也不据此对您作出没有人工参与的不利决定。", "We do not sell your data, and no adverse decision is made from it without human review.")}</p>
    }
    .into_any()
}

fn seen(l: Locale) -> AnyView {
    let looks = mine("/me/privacy", tr!(l, "谁看过我的资料", "Who saw my file"));
    view! {
        <h2>{tr!(l, "谁看得到", "Who sees it")}</h2>
        <ul>
            <li>{tr!(l, "俱乐部管理员：打开您的档案前必须写明理由。", "Club administrators: they must give a reason before they open your file.")}</li>
            <li>{tr!(l, "经销商：仅限您购车、首选或近 24 个月内去过的经销商，且须您同意；手机号默认遮盖。",
                "Dealers: only those where you bought, which you prefer or visited in the last 24 months, and only with your consent. Phone numbers are masked by default.")}</li>
            <li>{tr!(l, "好友与其他会员：只看到“张\u{2060}**”和“138****1234”这样的形式。", "Friends and other members: only masked forms such as “张\u{2060}**” and “138****1234”.")}</li>
            <li>{tr!(l, "承运商：寄送礼品所需的收件人、电话与地址。", "Carriers: recipient, phone and address for your deliveries.")}</li>
        </ul>
        <p>{tr!(l, "每一次查看都会记录是谁、什么时候、为什么。登录后请见", "Every view is recorded: who, when and why. Once signed in, see ")}
            {looks}{tr!(l, "。导出名单同样留下记录和理由。", ". Exported lists also leave a record and a reason.")}</p>
    }
    .into_any()
}

fn retention(l: Locale) -> AnyView {
    view! {
        <h2>{tr!(l, "保存多久", "How long")}</h2>
        <ul>
            <li>{tr!(l, "会员资料：会员期间；退出后删除或匿名，法律要求保存的除外。", "Membership data: while you are a member, then deleted or anonymised, except what the law requires us to keep.")}</li>
            <li>{tr!(l, "维保与财务凭证：法定期限。", "Service records and receipts: as long as the law requires.")}</li>
            <li>{tr!(l, "登录会话：14 天未使用或满 60 天即失效。", "Sign-in sessions: end after 14 days without use, and after 60 days at the latest.")}</li>
            <li>{tr!(l, "短信验证码：10 分钟，只存不可还原的摘要。", "SMS codes: 10 minutes, stored only as an irreversible digest.")}</li>
        </ul>
    }
    .into_any()
}

/// A link to a members' page; for staff only its title, because they cannot open it.
fn mine(href: &'static str, title: String) -> AnyView {
    match use_ctx().rights() {
        Some(Rights::Dealer(_) | Rights::Admin) => title.into_any(),
        _ => view! { <a href=href>{title}</a> }.into_any(),
    }
}

fn rights(l: Locale) -> AnyView {
    let profile = mine("/me/profile", tr!(l, "个人资料", "My details"));
    view! {
        <h2>{tr!(l, "您的权利", "Your rights")}</h2>
        <ul>
            <li>{tr!(l, "查看与更正：在", "See and correct: in ")}{profile}
                {tr!(l, "中随时进行，每次修改都有记录。", " at any time; every change is recorded.")}</li>
            <li>{tr!(l, "撤回授权：与给予一样简单，即时生效。", "Withdraw consent: as easily as you gave it, effective at once.")}</li>
            <li>{tr!(l, "导出、限制处理、注销：致电服务热线或在任一经销商处提出，我们在 15 个工作日内完成。",
                "Export, restrict or delete: call us or ask at any dealer. Done within 15 working days.")}</li>
            <li>{tr!(l, "投诉：可向我们，也可向个人信息保护主管部门提出。", "Complain: to us, or to the authority for the protection of personal information.")}</li>
        </ul>
    }
    .into_any()
}

fn technical(l: Locale) -> AnyView {
    view! {
        <h2>{tr!(l, "Cookie 与技术", "Cookies and technology")}</h2>
        <p>{tr!(l, "我们只用必要的 Cookie：登录会话、语言和一次性提示。没有第三方脚本、统计或广告。密码只存 argon2id 摘要。",
            "We use only essential cookies: session, language and one-time messages. No third-party scripts, analytics or advertising. Passwords are stored only as argon2id digests.")}</p>
        <p>{tr!(l, "另见", "See also the ")}<a href="/terms">{tr!(l, "会员章程", "club rules")}</a>{tr!(l, "。", ".")}</p>
    }
    .into_any()
}
