//! Server functions of event registration.

use super::registration::{ANSWERS, COMPANIONS, signature};
use crate::error::{AppError, Conflict, Problem, Result};
use crate::events::Flash;
use crate::events::model::{Event, Question, QuestionKind, RegistrationState};
use crate::events::ops::{self, Registering};
use crate::events::store::{self, queries};
use crate::protocol::Post;
use crate::values::code::ticket_code;
use crate::values::{EventId, PersonName, QuestionId};
use crate::web::{Ctx, Form, Reader, Redirect, use_ctx};
use leptos::prelude::*;

const ANSWER_LONGEST: usize = 500;

/// Registers for an event, or joins its waitlist; which answers are required depends on the event.
#[server(prefix = "", endpoint = "/events/{id}/registration", protocol = Post)]
pub async fn register(id: EventId, questions: String, form: Form) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.owner()?;
    let asked = asked(&ctx, id).await?;
    if questions != signature(&asked) {
        return Err(Conflict::Stale.into());
    }
    let input = read(&form, &asked)?;
    let ticket = ticket_code(&mut rand::rng());
    let registering = Registering {
        event: id,
        customer: me.customer,
        companions: &input.companions,
        answers: &input.answers,
        idempotency_key: &input.idempotency_key,
        ticket_code: &ticket,
        at: ctx.now,
    };
    let mut tx = ctx.app.db.write().await?;
    let party = ops::register(&mut tx, &registering).await?;
    tx.commit().await?;
    let done = Redirect::to(format!("/me/events/{}", party.id));
    Ok(match party.state {
        RegistrationState::Confirmed => done.with(Flash::Registered),
        RegistrationState::Waiting => done.with(Flash::Waitlisted),
        RegistrationState::Attended | RegistrationState::Cancelled => done,
    })
}

/// The questions of a public event.
async fn asked(ctx: &Ctx, id: EventId) -> Result<Vec<Question>> {
    let mut tx = ctx.app.db.read().await?;
    store::find_event(&mut tx, id).await?.filter(Event::is_public).ok_or(AppError::NotFound)?;
    queries::list_questions(&mut tx, id).await
}

struct Input {
    companions: Vec<PersonName>,
    answers: Vec<(QuestionId, String)>,
    idempotency_key: String,
}

fn read(form: &Form, questions: &[Question]) -> Result<Input> {
    let mut f = form.reader();
    let idempotency_key = f.text("idempotency_key", 64);
    let names: Vec<_> = COMPANIONS.iter().map(|name| f.parse_optional(name, PersonName::parse)).collect();
    let answers: Vec<_> =
        questions.iter().zip(ANSWERS).map(|(question, name)| (question.id, answer(&mut f, question, name))).collect();
    f.finish(|| {
        let companions = names.into_iter().flatten().flatten().collect();
        let answers = answers.into_iter().filter_map(|(id, answer)| Some((id, answer?)));
        Some(Input {
            companions,
            answers: answers.filter(|(_, answer)| !answer.is_empty()).collect(),
            idempotency_key: idempotency_key?,
        })
    })
}

/// An answer as stored; empty if an optional question was not answered.
fn answer(f: &mut Reader<'_>, question: &Question, name: &str) -> Option<String> {
    let known: Vec<&str> = match question.kind {
        QuestionKind::Text if question.required => return f.text(name, ANSWER_LONGEST),
        QuestionKind::Text => return f.text_optional(name, ANSWER_LONGEST),
        QuestionKind::Choice => question.choices_zh.lines().collect(),
        QuestionKind::YesNo => vec!["yes", "no"],
    };
    let parse = |typed: &str| if known.contains(&typed) { Ok(typed.to_owned()) } else { Err(Problem::NotAChoice) };
    if question.required { f.choose(name, parse) } else { f.parse_optional(name, parse).map(Option::unwrap_or_default) }
}

/// Gives up a seat or a place on the waitlist.
#[server(prefix = "", endpoint = "/events/{id}/registration/cancellation", protocol = Post)]
pub async fn cancel_registration(id: EventId) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.owner()?;
    let mut tx = ctx.app.db.write().await?;
    let was = ops::cancel(&mut tx, me.customer, id, ctx.now).await?;
    tx.commit().await?;
    let flash = if was == RegistrationState::Waiting { Flash::WaitlistLeft } else { Flash::RegistrationCancelled };
    Ok(Redirect::to("/me/events").with(flash))
}
