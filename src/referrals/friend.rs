//! `/r/{code}`: the page that a friend opens. Every valid form gets the same answer.

use super::ops::{self, Claim};
use super::store::{self, DealerChoice};
use crate::error::{AppError, Problem, Result};
use crate::garage::model::ModelName;
use crate::i18n::Locale;
use crate::protocol::Post;
use crate::ui::{CheckBox, Icon, SelectField, TextField};
use crate::values::{CustomerId, DealerId, ModelId, PersonName, Phone};
use crate::web::{Ctx, FromForm, Page, Reader, Redirect, throttle, use_ctx};
use axum::extract::Path;
use chrono::TimeDelta;
use leptos::prelude::*;

/// The consent that the friend gives; stored with the claim as it was read.
pub fn consent_wording(l: Locale) -> String {
    tr!(
        l,
        "我同意俱乐部把以上姓名、手机号和意向车型交给我选择的经销商，由其就看车、试驾和购车与我联系。推荐人能看到进展\
         （已联系、已试驾、已提车），看不到我的手机号。我可以随时要求停止联系并删除这些信息。",
        "I agree that the club shares the name, phone number and model above with the dealer I chose, who may contact me about viewing, test-driving and buying a car. My friend can see the progress (contacted, test drive, delivered) but not my phone number. I can ask at any time to stop contact and delete this information."
    )
}

pub async fn page(ctx: Ctx, Path(code): Path<String>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let (_, name) = store::find_referrer(&mut tx, &code).await?.ok_or(AppError::NotFound)?;
    let models = store::list_models(&mut tx).await?;
    let dealers = store::list_dealers(&mut tx).await?;
    let l = ctx.locale;
    let name = name.masked();
    let title = tr!(l, "朋友 {name} 邀您看车", "Your friend {name} invites you");
    let lead = tr!(
        l,
        "留下联系方式，您选择的经销商会与您联系，安排看车和试驾。提车后，您和朋友都会得到积分。",
        "Leave your contact details and the dealer of your choice will arrange a viewing and a test drive. Once you take delivery, both of you receive points."
    );
    Ok(ctx.page(title.clone(), move || {
        view! {
            <div class="wrap-narrow">
                <div class="page-head"><h1>{title}</h1><p class="lead">{lead}</p></div>
                <form class="form card" method="post" novalidate>
                    <input type="hidden" name="wording" value=l.code()/>
                    <TextField name="name" label=tr!(l, "姓名", "Name") autocomplete="name" maxlength=40/>
                    <TextField name="phone" label=tr!(l, "手机号", "Mobile number") kind="tel" autocomplete="tel" inputmode="tel" maxlength=20
                        hint=tr!(l, "仅用于经销商与您联系", "Only for the dealer to contact you")/>
                    <SelectField name="model" label=tr!(l, "感兴趣的车型", "Model you are interested in") options=model_options(l, models) required=false/>
                    <SelectField name="dealer" label=tr!(l, "希望联系您的经销商", "Dealer to contact you") options=dealer_options(l, dealers)/>
                    <CheckBox name="consent" label=tr!(l, "我同意", "I agree") note=consent_wording(l) required=true/>
                    <div class="form-actions"><button class="btn btn-primary">{tr!(l, "提交", "Send")}</button></div>
                </form>
            </div>
        }
    }))
}

/// Records a friend's details. Customers, the referrer and repeated claims get the same answer as everybody else.
#[server(prefix = "", endpoint = "/r/{code}", protocol = Post)]
pub async fn leave_details(code: String, friend: Friend, wording: String) -> Result<Redirect> {
    let ctx = use_ctx();
    throttle(&ctx.app.db, ctx.now, "referral", &ctx.address, 20, TimeDelta::hours(1)).await?;
    let mut tx = ctx.app.db.write().await?;
    let (referrer, _) = store::find_referrer(&mut tx, &code).await?.ok_or(AppError::NotFound)?;
    let wording = consent_wording(Locale::parse(&wording).unwrap_or(ctx.locale));
    check_choices(&mut tx, &friend).await?;
    ops::claim(&mut tx, &friend.claim(referrer, &wording), ctx.now).await?;
    tx.commit().await?;
    Ok(Redirect::to(format!("/r/{}/thanks", crate::ui::encode(&code))))
}

pub async fn thanks(ctx: Ctx, Path(code): Path<String>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    store::find_referrer(&mut tx, &code).await?.ok_or(AppError::NotFound)?;
    let l = ctx.locale;
    let title = tr!(l, "已收到，谢谢！", "Received, thank you!");
    Ok(ctx.page(title.clone(), move || {
        view! {
            <div class="wrap-narrow">
                <div class="page-head"><h1>{title}</h1></div>
                <section class="card stack" aria-labelledby="next">
                    <h2 id="next">{tr!(l, "接下来", "What happens next")}</h2>
                    <ol class="timeline timeline-tight">
                        <Step icon="phone" text=tr!(l, "经销商核实信息后与您联系，通常在一个工作日内。", "The dealer checks the details and calls you, usually within one working day.")/>
                        <Step icon="car" text=tr!(l, "到店看车、试驾。", "You view the car and take a test drive.")/>
                        <Step icon="points" text=tr!(l, "符合条件的推荐，提车后积分入账。", "For eligible referrals, points are credited after delivery.")/>
                    </ol>
                    <p class="muted">{tr!(l, "推荐仅对新客户有效，且以最先提交的为准。", "Referrals are for new customers only, and the first one counts.")}</p>
                    <div class="btn-row"><a class="btn" href="/events">{tr!(l, "看看俱乐部活动", "Browse club events")}</a></div>
                </section>
            </div>
        }
    }))
}

#[component]
fn Step(icon: &'static str, text: String) -> impl IntoView {
    view! { <li><span class="timeline-dot"><Icon name=icon/></span><div class="timeline-body"><p>{text}</p></div></li> }
}

/// The details that a friend leaves, including the required consent.
#[derive(Clone, Debug)]
pub struct Friend {
    name: PersonName,
    phone: Phone,
    model: Option<ModelId>,
    dealer: DealerId,
}

impl Friend {
    fn claim<'a>(&'a self, referrer: CustomerId, wording: &'a str) -> Claim<'a> {
        Claim {
            referrer,
            friend_name: &self.name,
            friend_phone: &self.phone,
            model: self.model,
            dealer: self.dealer,
            wording,
        }
    }
}

impl FromForm for Friend {
    fn read(f: &mut Reader<'_>) -> Option<Self> {
        let name = f.parse("name", PersonName::parse);
        let phone = f.parse("phone", Phone::parse);
        let model = f.parse_optional("model", |id| id.parse().map_err(|_| Problem::NotAChoice));
        let dealer = f.choose("dealer", |id| id.parse().map_err(|_| Problem::NotAChoice));
        let consent = if f.ticked("consent") { Some(()) } else { f.wrong("consent", Problem::NotAgreed) };
        consent.and(Some(Self { name: name?, phone: phone?, model: model?, dealer: dealer? }))
    }
}

crate::form_argument!(Friend);

async fn check_choices(tx: &mut crate::db::Tx, friend: &Friend) -> Result<()> {
    let choosable = store::find_choosable(tx, friend.dealer, friend.model).await?;
    match choosable {
        _ if !choosable.dealer => Err(AppError::field("dealer", Problem::NotAChoice)),
        _ if !choosable.model => Err(AppError::field("model", Problem::NotAChoice)),
        _ => Ok(()),
    }
}

fn model_options(l: Locale, models: Vec<ModelName>) -> Vec<(String, String)> {
    let nothing = (String::new(), tr!(l, "还没想好", "Not decided yet"));
    let models = models.into_iter().map(|model| (model.id.to_string(), model.name.pick(l).to_owned()));
    std::iter::once(nothing).chain(models).collect()
}

fn dealer_options(l: Locale, dealers: Vec<DealerChoice>) -> Vec<(String, String)> {
    let nothing = (String::new(), tr!(l, "请选择", "Please choose"));
    let dealers = dealers.into_iter().map(|dealer| {
        let city = l.pick(&dealer.city, &dealer.city_en);
        (dealer.id.to_string(), format!("{city} · {}", l.pick(&dealer.name_zh, &dealer.name_en)))
    });
    std::iter::once(nothing).chain(dealers).collect()
}
