//! `/me/profile/name`, `/birthday`, `/address`, `/dealer`.

use super::super::model::{Field, Profile};
use super::super::store;
use super::{PROVINCES, Removal};
use crate::error::Result;
use crate::ui::{PageHead, SelectField, TextField};
use crate::values::date_iso;
use crate::web::{Ctx, Owner, Page, use_locale};
use leptos::prelude::*;

pub async fn name(ctx: Ctx, me: Owner) -> Result<Page> {
    let profile = profile(&ctx, me).await?;
    let l = ctx.locale;
    Ok(ctx.page(Field::Name.title(l), || {
        let hint = tr!(
            l,
            "请与行驶证上的姓名一致；过户请联系经销商，不要改成新车主的姓名。",
            "As on your vehicle licence. If you sold the car, contact your dealer. Don’t enter the buyer’s name."
        );
        let value = profile.name.clone();
        view! {
            <Frame field=Field::Name version=profile.version>
                <TextField name="name" label=tr!(l, "姓名", "Name") value hint autocomplete="name" maxlength=40/>
            </Frame>
        }
    }))
}

pub async fn birthday(ctx: Ctx, me: Owner) -> Result<Page> {
    let profile = profile(&ctx, me).await?;
    let l = ctx.locale;
    Ok(ctx.page(Field::Birthday.title(l), || {
        let hint = tr!(l, "用于生日问候和生日礼", "For birthday wishes and a gift");
        let value = profile.birthday.map(date_iso).unwrap_or_default();
        view! {
            <Frame field=Field::Birthday version=profile.version>
                <TextField name="birthday" label=tr!(l, "出生日期", "Date of birth") value hint kind="date" autocomplete="bday"/>
            </Frame>
        }
    }))
}

pub async fn address(ctx: Ctx, me: Owner) -> Result<Page> {
    let profile = profile(&ctx, me).await?;
    let l = ctx.locale;
    Ok(ctx.page(Field::Address.title(l), || {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let there = profile.street.is_some();
        let choose = (String::new(), tr!(l, "请选择", "Please choose"));
        let provinces = PROVINCES.iter().map(|(zh, en)| ((*zh).to_owned(), l.pick(zh, en).to_owned()));
        let provinces: Vec<_> = std::iter::once(choose).chain(provinces).collect();
        view! {
            <Frame field=Field::Address version=profile.version>
                <div class="form-grid">
                    <SelectField name="province" label=tr!(l, "省份", "Province") options=provinces value=text(&profile.province)/>
                    <TextField name="city" label=tr!(l, "城市", "City") value=text(&profile.city) autocomplete="address-level2" maxlength=40/>
                    <TextField name="district" label=tr!(l, "区县", "District") value=text(&profile.district) autocomplete="address-level3" maxlength=40/>
                    <TextField name="postcode" label=tr!(l, "邮编", "Postcode") value=text(&profile.postcode) required=false
                        autocomplete="postal-code" inputmode="numeric" maxlength=8/>
                </div>
                <TextField name="street" label=tr!(l, "街道、门牌号", "Street and number") value=text(&profile.street)
                    hint=tr!(l, "礼品会寄到这里", "Gifts are sent here") autocomplete="street-address" maxlength=100/>
            </Frame>
            {there.then(|| view! { <Removal field=Field::Address/> })}
        }
    }))
}

pub async fn dealer(ctx: Ctx, me: Owner) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let profile = store::get_profile(&mut tx, me.customer, ctx.now).await?;
    let dealers = store::list_dealers(&mut tx).await?;
    drop(tx);
    let l = ctx.locale;
    Ok(ctx.page(Field::PreferredDealer.title(l), || {
        let choose = (String::new(), tr!(l, "请选择", "Please choose"));
        let choices = dealers.into_iter().map(|dealer| {
            let city = l.pick(&dealer.city, &dealer.city_en);
            (dealer.id.to_string(), format!("{city} · {}", l.pick(&dealer.name_zh, &dealer.name_en)))
        });
        let options: Vec<_> = std::iter::once(choose).chain(choices).collect();
        let hint = tr!(
            l,
            "预约、取车和线下活动优先安排在这家经销商；授权后，经销商可查看您的会员资料。",
            "Your first choice for appointments, pick-ups and local events. With your consent, this dealer can see your membership."
        );
        let value = profile.dealer_id.map(|dealer| dealer.to_string()).unwrap_or_default();
        view! {
            <Frame field=Field::PreferredDealer version=profile.version>
                <SelectField name="dealer" label=tr!(l, "首选经销商", "Preferred dealer") options value hint/>
            </Frame>
        }
    }))
}

async fn profile(ctx: &Ctx, me: Owner) -> Result<Profile> {
    let mut tx = ctx.app.db.read().await?;
    store::get_profile(&mut tx, me.customer, ctx.now).await
}

/// The frame around the controls of one field: title, form, hidden version and buttons.
#[component]
fn Frame(field: Field, version: i64, children: Children) -> impl IntoView {
    let l = use_locale();
    let crumbs = vec![("/me/profile".to_owned(), tr!(l, "个人资料", "My details"))];
    view! {
        <div class="wrap-narrow">
            <PageHead title=field.title(l) crumbs/>
            <form class="form card" method="post" data-live="" novalidate action=field.path()>
                <input type="hidden" name="version" value=version.to_string()/>
                {children()}
                <div class="form-actions">
                    <button class="btn btn-primary">{tr!(l, "保存", "Save")}</button>
                    <a class="btn btn-quiet" href="/me/profile">{tr!(l, "取消", "Cancel")}</a>
                </div>
            </form>
        </div>
    }
}
