use super::components::{Icon, Notice};
use super::header::{current, main_links};
use crate::error::AppError;
use crate::i18n::{error_text, problem_text};
use crate::web::{Ctx, Page, Rights, use_ctx, use_locale};
use leptos::prelude::*;
use std::sync::{Arc, Mutex};

/// The fields of the page being rendered and their labels, for the error summary.
#[derive(Clone, Default)]
pub struct Labels(pub Arc<Mutex<Vec<(String, String)>>>);

/// The messages above a page: the flash message of the previous form, or what is wrong with this one.
#[component]
pub fn Messages() -> impl IntoView {
    let ctx = use_ctx();
    let Labels(labels) = expect_context();
    let l = ctx.locale;
    let flash = ctx.flash.as_ref().map(|flash| flash.text.clone());
    let flash = flash.map(|text| view! { <Notice kind="good">{text}</Notice> });
    let errors = ctx.form.as_ref().map(|form| (form.error.clone(), error_text(l, &form.error)));
    let errors = errors.map(|(error, said)| match error {
        AppError::Invalid(errors) => {
            let labels = labels.lock().map(|labels| labels.clone()).unwrap_or_default();
            let items = errors
                .iter()
                .map(|error| {
                    let label = labels.iter().find(|(name, _)| *name == error.field).map(|(_, label)| label.clone());
                    let text = problem_text(l, error.problem);
                    let text = label.map_or(text.clone(), |label| tr!(l, "{label}：{text}", "{label}: {text}"));
                    view! { <li><a href=format!("#f-{}", error.field)>{text}</a></li> }
                })
                .collect_view();
            view! {
                <div class="error-summary" role="alert" tabindex="-1" autofocus aria-labelledby="es">
                    <h2 id="es">{said}</h2>
                    <ul>{items}</ul>
                </div>
            }
            .into_any()
        }
        _ => view! { <Notice kind="bad">{said}</Notice> }.into_any(),
    });
    view! { {flash}{errors} }
}

/// A page that says what went wrong and how to continue.
pub fn error_page(ctx: &Ctx, error: &AppError) -> Page {
    let l = ctx.locale;
    let missing = matches!(error, AppError::NotFound);
    let title = if missing {
        tr!(l, "页面不存在", "Page not found")
    } else {
        tr!(l, "出了点状况", "Something went wrong")
    };
    let text = error_text(l, error);
    let picture = if missing { "/img/404.svg" } else { "/img/error.svg" };
    let start = ctx.rights().map_or("/", Rights::home);
    ctx.page(title.clone(), move || view! {
        <div class="error-page">
            <img src=picture alt="" width="480" height="270"/>
            <h1>{title}</h1>
            <p>{text}</p>
            <div class="btn-row"><a class="btn btn-primary" href=start>{tr!(l, "回到首页", "Back to home")}</a></div>
        </div>
    })
}

#[component]
pub fn Footer() -> impl IntoView {
    let l = use_locale();
    view! {
        <footer class="footer">
            <div class="wrap">
                <div class="footer-cols">
                    <div>
                        <h2>{tr!(l, "24 小时服务热线", "24-hour hotline")}</h2>
                        <p class="footer-hotline">"400-820-0000"</p>
                        <p>{tr!(l, "咨询、投诉与道路救援", "Questions, complaints and rescue")}</p>
                    </div>
                    <nav aria-label=tr!(l, "俱乐部", "Club")>
                        <h2>{tr!(l, "俱乐部", "Club")}</h2>
                        <ul>
                            <li><a href="/events">{tr!(l, "活动", "Events")}</a></li>
                            <li><a href="/rewards">{tr!(l, "积分商城", "Rewards")}</a></li>
                            <li><a href="/charity">{tr!(l, "公益捐赠", "Charity")}</a></li>
                            <li><a href="/offers">{tr!(l, "售后优惠", "Offers")}</a></li>
                        </ul>
                    </nav>
                    <nav aria-label=tr!(l, "条款", "Legal")>
                        <h2>{tr!(l, "条款", "Legal")}</h2>
                        <ul>
                            <li><a href="/privacy">{tr!(l, "隐私政策", "Privacy")}</a></li>
                            <li><a href="/terms">{tr!(l, "会员章程", "Club rules")}</a></li>
                        </ul>
                    </nav>
                </div>
                <p class="footer-fine">{tr!(l, "© 车主俱乐部", "© Owners’ Club")}</p>
            </div>
        </footer>
    }
}

#[component]
pub fn TabBar() -> impl IntoView {
    let ctx = use_ctx();
    let links = main_links(&ctx)
        .into_iter()
        .map(|(href, icon, name)| {
            view! { <li><a href=href aria-current=current(&ctx, href)><Icon name=icon/>{name}</a></li> }
        })
        .collect_view();
    view! { <nav class="tabbar" aria-label=tr!(ctx.locale, "底部导航", "Tabs")><ul>{links}</ul></nav> }
}
