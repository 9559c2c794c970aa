//! The document around a page: head, header, menus, footer. It is rendered once for each kind of viewer, language and
//! place in the menus; only its blanks are filled in for each page.

use super::header::{Header, link_addresses, mark};
use super::layout::{Footer, TabBar};
use super::live::LiveForms;
use super::staff;
use crate::i18n::Locale;
use crate::web::{Ctx, Rights, outside_islands_removed};
use html_escape::{encode_double_quoted_attribute, encode_text};
use leptos::config::LeptosOptions;
use leptos::hydration::{AutoReload, HydrationScripts};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

/// Private-use characters that stand for what differs from page to page. No text of the frame contains them.
pub mod blank {
    pub const TITLE: &str = "\u{e000}";
    pub const SCRIPTS: &str = "\u{e001}";
    pub const BODY: &str = "\u{e002}";
    /// Path and query of the page.
    pub const ADDRESS: &str = "\u{e003}";
    /// The sign-in page's address, with the way back.
    pub const SIGN_IN: &str = "\u{e004}";
    /// The viewer's name.
    pub const NAME: &str = "\u{e005}";
    pub const INITIAL: &str = "\u{e006}";
    /// The island of live forms, at the end of the body.
    pub const LIVE: &str = "\u{e007}";

    pub fn is_one(c: char) -> bool {
        ('\u{e000}'..='\u{e007}').contains(&c)
    }
}

/// The frames rendered so far, one for each kind of viewer, language and place in the menus.
#[derive(Default)]
pub struct Frames {
    rendered: RwLock<HashMap<Key, Arc<Frame>>>,
    /// The scripts that start the islands, split at the nonce.
    scripts: OnceLock<Vec<String>>,
}

/// Everything that a frame depends on.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    kind: Kind,
    locale: Locale,
    staff_page: bool,
    /// The links to the current page or a parent of it, and their `aria-current`.
    marks: Vec<(&'static str, &'static str)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Stranger,
    Owner,
    Dealer,
    Admin,
}

/// Pieces of markup, each with the blank that follows it.
struct Frame(Vec<(String, Option<String>)>);

/// Renders the whole document around a rendered body.
pub fn document(ctx: &Ctx, title: &str, body: &str) -> String {
    let frame = ctx.app.frames.of(ctx);
    let body = outside_islands_removed(body);
    let has = |what: &str| memchr::memmem::find(body.as_bytes(), what.as_bytes()).is_some();
    let live = has(" data-live");
    let scripts = (live || has("<leptos-island")).then(|| ctx.app.assets.output()).flatten();
    let reload = ctx.app.assets.is_watched().then(|| view! { <AutoReload options=options("")/> }.to_html());
    let mut html = String::with_capacity(frame.0.iter().map(|(part, _)| part.len()).sum::<usize>() + body.len() + 1024);
    for (part, blank) in &frame.0 {
        html.push_str(part);
        match blank.as_deref().unwrap_or_default() {
            blank::TITLE if !title.is_empty() => html.extend([&*encode_text(title), " · "]),
            blank::SCRIPTS => {
                html.extend(scripts.map(|output| ctx.app.frames.scripts(output)));
                html.extend(reload.as_deref());
            }
            blank::BODY => html.push_str(&body),
            blank::ADDRESS => html.push_str(&encode_double_quoted_attribute(&ctx.uri)),
            blank::SIGN_IN => html.push_str(&encode_double_quoted_attribute(&sign_in(ctx))),
            blank::NAME => html.push_str(&encode_text(name(ctx))),
            blank::INITIAL => html.push_str(&encode_text(&name(ctx).chars().take(1).collect::<String>())),
            blank::LIVE if live => html.push_str(&view! { <LiveForms/> }.to_html()),
            _ => {}
        }
    }
    html
}

fn name(ctx: &Ctx) -> &str {
    ctx.viewer.as_ref().map_or("", |viewer| &viewer.name)
}

fn sign_in(ctx: &Ctx) -> String {
    match ctx.path() {
        "/" | "/logout" => "/login".to_owned(),
        // From these pages there is nothing to return to.
        path if ["/login", "/join", "/password"].iter().any(|start| path.starts_with(start)) => "/login".to_owned(),
        _ => format!("/login?next={}", super::encode(&ctx.uri)),
    }
}

/// The scripts that start the islands, split at the nonce of the page that they were rendered for.
fn hydration(output: &str) -> Vec<String> {
    let html = outside_islands_removed(&view! { <HydrationScripts options=options(output) islands=true/> }.to_html());
    html.split(&nonce()).map(str::to_owned).collect()
}

/// The nonce of the page being rendered; every page has one ([`Ctx::page`](crate::web::Ctx::page)).
fn nonce() -> String {
    use_nonce().map(|nonce| nonce.to_string()).unwrap_or_default()
}

fn options(output: &str) -> LeptosOptions {
    LeptosOptions::builder().output_name(output).site_root("target/site").build()
}

impl Frames {
    fn of(&self, ctx: &Ctx) -> Arc<Frame> {
        let key = Key::of(ctx);
        let known = self.rendered.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        known.unwrap_or_else(|| {
            let frame = Arc::new(Frame::cut(&render(ctx)));
            self.rendered.write().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&frame));
            frame
        })
    }

    /// The scripts with the nonce of the page being rendered.
    fn scripts(&self, output: &str) -> String {
        self.scripts.get_or_init(|| hydration(output)).join(&nonce())
    }
}

impl Key {
    fn of(ctx: &Ctx) -> Self {
        let kind = match ctx.rights() {
            None => Kind::Stranger,
            Some(Rights::Owner(_)) => Kind::Owner,
            Some(Rights::Dealer(_)) => Kind::Dealer,
            Some(Rights::Admin) => Kind::Admin,
        };
        let marks = link_addresses().iter().filter_map(|href| Some((*href, mark(ctx.path(), href)?))).collect();
        Self { kind, locale: ctx.locale, staff_page: staff::is_staff_page(ctx), marks }
    }
}

impl Frame {
    fn cut(html: &str) -> Self {
        let html = outside_islands_removed(html);
        let parts = html.split_inclusive(blank::is_one);
        let part = |part: &str| match part.char_indices().next_back() {
            Some((at, c)) if blank::is_one(c) => (part[..at].to_owned(), Some(part[at..].to_owned())),
            _ => (part.to_owned(), None),
        };
        Self(parts.map(part).collect())
    }
}

fn render(ctx: &Ctx) -> String {
    let l = ctx.locale;
    let css = ctx.app.assets.css().map(|href| view! { <link rel="stylesheet" href=href/> });
    let html = view! {
        <html lang=l.code()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#f6f7f7"/>
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0f1416"/>
                <title>{blank::TITLE}{tr!(l, "车主俱乐部", "Owners’ Club")}</title>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="apple-touch-icon" href="/apple-touch-icon.png"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                {css}
                {blank::SCRIPTS}
            </head>
            <body>
                <a class="skip" href="#main">{tr!(l, "跳到主要内容", "Skip to main content")}</a>
                <Header/>
                {if staff::is_staff_page(ctx) {
                    view! {
                        <div class="app">
                            <staff::Side/>
                            <main class="app-main" id="main" tabindex="-1" inner_html=blank::BODY></main>
                        </div>
                    }.into_any()
                } else {
                    view! {
                        <main class="main" id="main" tabindex="-1" inner_html=blank::BODY></main>
                        <Footer/>
                        {matches!(ctx.rights(), Some(Rights::Owner(_))).then(|| view! { <TabBar/> })}
                    }.into_any()
                }}
                {blank::LIVE}
            </body>
        </html>
    };
    format!("<!DOCTYPE html>{}", html.to_html())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::testing::{self, Browser, PASSWORD};

    #[test]
    fn a_frame_is_cut_at_its_blanks() {
        let Frame(parts) = Frame::cut("<p>\u{e000}<!></p>\u{e002}");
        let blank = |blank: &str| Some(blank.to_owned());
        assert_eq!(parts, [("<p>".to_owned(), blank(blank::TITLE)), ("</p>".to_owned(), blank(blank::BODY))]);
    }

    #[test]
    fn scripts_rendered_once_carry_the_nonce_of_each_page() {
        let frames = Frames::default();
        let page = || {
            Owner::new_root(None).with(|| {
                leptos::nonce::provide_nonce();
                (nonce(), frames.scripts("club"))
            })
        };
        let (first, scripts) = page();
        let (second, others) = page();
        assert_ne!(first, second);
        assert!(scripts.contains(&format!("nonce=\"{first}\"")), "{scripts}");
        assert_eq!(others, scripts.replace(&first, &second));
    }

    crate::db_test!(blanks_are_filled_with_the_escaped_values_of_each_page, |db| {
        testing::account(&db, "admin", "13900000009", None, None).await;
        let app = testing::app(&db);
        let mut stranger = Browser::new(&app);
        let first = stranger.get("/events?city=%3Cb%3E").await.body;
        assert!(first.contains("/login?next=/events%3Fcity%3D%253Cb%253E"), "the way back after signing in: {first}");
        let second = stranger.get("/events").await.body;
        assert!(second.contains(r#"name="next" value="/events""#), "the address of this page: {second}");
        assert!(second.contains(r#"href="/events" aria-current="page""#), "marked as the current page: {second}");
        let offers = stranger.get("/offers").await.body;
        assert!(!offers.contains(r#"href="/events" aria-current"#) && offers.contains("<title>"), "{offers}");
        let mut admin = Browser::new(&app);
        admin.sign_in("13900000009", PASSWORD).await;
        for body in [admin.get("/admin").await.body, first, second, offers] {
            assert!(!body.contains(blank::is_one), "no blank is left: {body}");
        }
        assert!(
            !stranger.get("/events").await.body.contains("/logout"),
            "a stranger does not get a signed-in viewer's frame"
        );
    });
}
