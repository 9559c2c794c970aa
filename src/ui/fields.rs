use super::components::Icon;
use super::layout::Labels;
use crate::error::Problem;
use crate::i18n::problem_text;
use crate::web::{use_ctx, use_locale};
use leptos::prelude::*;

/// What a field shows, and its problem: the typed text if the form is shown again, otherwise the initial value.
fn shown(name: &str, start: String) -> (String, Option<Problem>) {
    match use_ctx().form {
        Some(form) if form.typed.has(name) => (form.typed.verbatim(name).to_owned(), form.problem(name)),
        Some(form) => (start, form.problem(name)),
        None => (start, None),
    }
}

/// Remembers a field's label for the summary of errors.
fn remember(name: &str, label: &str) {
    if let Some(Labels(labels)) = use_context::<Labels>()
        && let Ok(mut labels) = labels.lock()
    {
        labels.push((name.to_owned(), label.to_owned()));
    }
}

fn described_by(name: &str, hint: bool, error: bool) -> Option<String> {
    let ids = [hint.then(|| format!("f-{name}-hint")), error.then(|| format!("f-{name}-error"))];
    let ids: Vec<String> = ids.into_iter().flatten().collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// Label, hint and error around a control.
#[component]
fn Field(
    name: &'static str,
    label: String,
    hint: Option<String>,
    required: bool,
    problem: Option<Problem>,
    children: Children,
) -> impl IntoView {
    let l = use_locale();
    view! {
        <div class="field">
            <label for=format!("f-{name}")>
                {label}
                {if required {
                    view! { <span class="req" aria-hidden="true">"*"</span> }.into_any()
                } else {
                    view! { <span class="opt">{tr!(l, "选填", "optional")}</span> }.into_any()
                }}
            </label>
            {hint.map(|hint| view! { <p class="hint" id=format!("f-{name}-hint")>{hint}</p> })}
            {children()}
            <FieldError name problem/>
        </div>
    }
}

#[component]
fn FieldError(name: &'static str, problem: Option<Problem>) -> impl IntoView {
    let l = use_locale();
    problem.map(|problem| {
        view! {
            <p class="error" id=format!("f-{name}-error")><Icon name="alert"/>{problem_text(l, problem)}</p>
        }
    })
}

/// A single-line input. A password is never filled in again.
#[component]
pub fn TextField(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(default = "text")] kind: &'static str,
    #[prop(default = true)] required: bool,
    #[prop(optional)] autocomplete: Option<&'static str>,
    #[prop(optional)] inputmode: Option<&'static str>,
    #[prop(optional)] maxlength: Option<u32>,
    /// A unit after the control.
    #[prop(optional, into)]
    affix: Option<String>,
    /// Additional classes of the control: `control-short`, `otp`.
    #[prop(optional)]
    class: &'static str,
    /// For pages that exist to fill in this one field repeatedly.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    remember(name, &label);
    let (value, problem) = shown(name, value);
    let value = (kind != "password").then_some(value);
    let described = described_by(name, hint.is_some(), problem.is_some());
    let control = view! {
        <input class=format!("control {class}") id=format!("f-{name}") name=name type=kind value=value
            required=required autocomplete=autocomplete inputmode=inputmode maxlength=maxlength.map(|n| n.to_string())
            autofocus=autofocus
            aria-invalid=problem.map(|_| "true") aria-describedby=described/>
    };
    let control = match affix {
        Some(affix) => view! { <div class="input-group">{control}<span class="affix">{affix}</span></div> }.into_any(),
        None => control.into_any(),
    };
    view! { <Field name label hint required problem>{control}</Field> }
}

/// A file input. A form that is shown again has lost the file, because browsers do not allow setting it.
#[component]
pub fn FileField(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(into)] hint: String,
    /// What the file dialog shows first; not a check.
    accept: &'static str,
    #[prop(default = true)] required: bool,
) -> impl IntoView {
    remember(name, &label);
    let problem = use_ctx().form.and_then(|form| form.problem(name));
    let described = described_by(name, true, problem.is_some());
    view! {
        <Field name label hint=Some(hint) required problem>
            <input class="control" id=format!("f-{name}") name=name type="file" accept=accept required=required
                aria-invalid=problem.map(|_| "true") aria-describedby=described/>
        </Field>
    }
}

/// A multi-line input.
#[component]
pub fn TextArea(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(default = true)] required: bool,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(default = 4)] rows: u32,
) -> impl IntoView {
    remember(name, &label);
    let (value, problem) = shown(name, value);
    let described = described_by(name, hint.is_some(), problem.is_some());
    view! {
        <Field name label hint required problem>
            <textarea class="control" id=format!("f-{name}") name=name required=required rows=rows.to_string()
                maxlength=maxlength.map(|n| n.to_string()) aria-invalid=problem.map(|_| "true")
                aria-describedby=described inner_html=escape(&value)></textarea>
        </Field>
    }
}

/// Escapes a text for `inner_html`.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A choice from a list. `options` are pairs of value and label.
#[component]
pub fn SelectField(
    name: &'static str,
    #[prop(into)] label: String,
    options: Vec<(String, String)>,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(default = true)] required: bool,
) -> impl IntoView {
    remember(name, &label);
    let (value, problem) = shown(name, value);
    let described = described_by(name, hint.is_some(), problem.is_some());
    let options = options
        .into_iter()
        .map(|(key, text)| {
            let selected = key == value;
            view! { <option value=key selected=selected>{text}</option> }
        })
        .collect_view();
    view! {
        <Field name label hint required problem>
            <select class="control" id=format!("f-{name}") name=name aria-invalid=problem.map(|_| "true")
                aria-describedby=described>{options}</select>
        </Field>
    }
}

/// One of a few options, each with a line of explanation.
pub struct Choice {
    pub value: String,
    pub title: String,
    pub note: String,
}

#[component]
pub fn RadioCards(
    name: &'static str,
    #[prop(into)] legend: String,
    choices: Vec<Choice>,
    #[prop(optional, into)] value: String,
) -> impl IntoView {
    remember(name, &legend);
    let (value, problem) = shown(name, value);
    let cards = choices
        .into_iter()
        .enumerate()
        .map(|(at, choice)| {
            // The error summary links to the first one.
            let id = if at == 0 { format!("f-{name}") } else { format!("f-{name}-{at}") };
            let checked = choice.value == value;
            let note = (!choice.note.is_empty()).then(|| view! { <small>{choice.note}</small> });
            view! {
                <label class="choice" for=id.clone()>
                    <input type="radio" id=id.clone() name=name value=choice.value checked=checked/>
                    <span><strong>{choice.title}</strong>{note}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field">
            <legend>{legend}</legend>
            <div class="choices">{cards}</div>
            <FieldError name problem/>
        </fieldset>
    }
}

/// A checkbox with its label beside it.
#[component]
pub fn CheckBox(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional)] checked: bool,
    #[prop(optional, into)] note: Option<String>,
    #[prop(optional)] required: bool,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    remember(name, &label);
    let form = use_ctx().form;
    let problem = form.as_ref().and_then(|form| form.problem(name));
    let checked = form.map_or(checked, |form| form.typed.has(name));
    view! {
        <label class="check" for=format!("f-{name}")>
            <input type="checkbox" id=format!("f-{name}") name=name value="yes" checked=checked required=required
                aria-invalid=problem.map(|_| "true") aria-describedby=described_by(name, false, problem.is_some())/>
            <span>{label}{children.map(|children| children())}{note.map(|note| view! { <small>{note}</small> })}</span>
        </label>
        <FieldError name problem/>
    }
}
