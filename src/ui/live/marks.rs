//! Shows errors in the places and with the markup of `ui::fields` and `ui::layout`.

use super::submit::{all, text};
use js_sys::{Array, Reflect};
use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement, HtmlFormElement};

const ICON: &str = r#"<svg class="icon" aria-hidden="true"><use href="/icons.svg#alert"></use></svg>"#;

/// Shows the errors beside each field and above the page, and focuses the first field. Returns false if one of the
/// fields has no place in this form.
pub fn show(form: &HtmlFormElement, answer: &JsValue) -> bool {
    clear(form);
    let fields = Reflect::get(answer, &"fields".into()).map(|fields| Array::from(&fields)).unwrap_or_default();
    let mut controls = Vec::new();
    let mut items = Vec::new();
    for field in fields.iter() {
        let (Some(name), Some(said)) = (text(&field, "field"), text(&field, "text")) else { return false };
        let Some(control) = mark(form, &name, &said) else { return false };
        items.push((name, label(&control).map_or(said.clone(), |label| format!("{label}{}{said}", colon()))));
        controls.push(control);
    }
    let Some(first) = controls.first() else { return false };
    let shown = summary(&text(answer, "said").unwrap_or_default(), &items).is_some();
    let _ = first.focus();
    shown
}

/// Shows above the page why the form cannot be sent now.
pub fn refuse(form: &HtmlFormElement, said: &str) -> Option<()> {
    clear(form);
    let notice = element("div", "notice notice-bad")?;
    notice.set_attribute("role", "alert").ok()?;
    notice.set_inner_html(ICON);
    let text = element("p", "")?;
    text.set_text_content(Some(said));
    notice.append_with_node_1(&text).ok()?;
    above(&notice)
}

fn clear(form: &HtmlFormElement) {
    for said in all::<Element>(form, "p.error") {
        said.remove();
    }
    for control in all::<Element>(form, "[aria-invalid]") {
        let _ = control.remove_attribute("aria-invalid");
    }
    for said in all::<Element>(&document(), "main > .wrap > :is(.error-summary, .notice[role=alert])") {
        said.remove();
    }
}

/// Marks a control as invalid and returns it.
fn mark(form: &HtmlFormElement, name: &str, said: &str) -> Option<HtmlElement> {
    let control = document().get_element_by_id(&format!("f-{name}"))?;
    if !form.contains(Some(&control)) {
        return None;
    }
    let id = format!("f-{name}-error");
    let message = element("p", "error")?;
    message.set_id(&id);
    message.set_inner_html(ICON);
    message.append_with_str_1(said).ok()?;
    match control.closest(".field").ok()? {
        Some(field) => field.append_with_node_1(&message).ok()?,
        // A checkbox is inside its label, and the message goes after the label.
        None => control.closest("label").ok()??.after_with_node_1(&message).ok()?,
    }
    control.set_attribute("aria-invalid", "true").ok()?;
    let others = control.get_attribute("aria-describedby").filter(|ids| !ids.contains(&id));
    let ids = others.map_or(id.clone(), |ids| format!("{ids} {id}"));
    control.set_attribute("aria-describedby", &ids).ok()?;
    control.dyn_into().ok()
}

/// The name of a field: the label's or legend's own text, without the "optional" that follows.
fn label(control: &Element) -> Option<String> {
    let field = match control.closest(".field").ok()? {
        Some(field) => field,
        None => control.closest("label").ok()??,
    };
    let label = field.query_selector("label, legend, span").ok()??;
    let text = label.first_child()?.text_content()?;
    (!text.is_empty()).then_some(text)
}

fn colon() -> &'static str {
    let chinese = document().document_element().and_then(|html| html.get_attribute("lang"));
    if chinese.is_some_and(|lang| lang.starts_with("zh")) { "：" } else { ": " }
}

fn summary(said: &str, items: &[(String, String)]) -> Option<()> {
    let summary = element("div", "error-summary")?;
    summary.set_attribute("role", "alert").ok()?;
    let title = element("h2", "")?;
    title.set_text_content(Some(said));
    let list = element("ul", "")?;
    for (name, said) in items {
        let (item, link) = (element("li", "")?, element("a", "")?);
        link.set_attribute("href", &format!("#f-{name}")).ok()?;
        link.set_text_content(Some(said));
        item.append_with_node_1(&link).ok()?;
        list.append_with_node_1(&item).ok()?;
    }
    summary.append_with_node_2(&title, &list).ok()?;
    above(&summary)
}

fn above(said: &Element) -> Option<()> {
    let page = document().query_selector("main > .wrap").ok()??;
    page.prepend_with_node_1(said).ok()?;
    said.scroll_into_view();
    Some(())
}

fn element(tag: &str, class: &str) -> Option<Element> {
    let element = document().create_element(tag).ok()?;
    element.set_class_name(class);
    Some(element)
}
