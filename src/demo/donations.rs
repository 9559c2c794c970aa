//! Members' donations to charity projects.

use super::catalog::dealers::row_id;
use super::catalog::projects::{LIBRARY, LIBRARY_CLOSED, PROJECTS, SCHOOL};
use super::catalog::rewards::REWARDS;
use super::dice::Dice;
use super::ledger::Ledger;
use super::rows;
use super::staff;
use super::world::{World, at as moment, next};
use crate::charity::model::receipt_no;
use crate::points::model::{PointAccount, PointSource, TransferKind, value_fen};
use crate::points::ops::{Movement, Opening};
use crate::points::rules::RuleCode;
use crate::values::{DonationId, points};
use chrono::{DateTime, TimeDelta, Utc};
use uuid::{Builder, Uuid};

/// A project's totals so far: points, their value, and the number of donors.
#[derive(Clone, Copy, Debug, Default)]
pub struct Total {
    pub points: i64,
    pub fen: i64,
    pub donors: i64,
}

/// Writes the projects and the administrator's actions on them.
pub fn set_up(world: &mut World) {
    for (index, project) in PROJECTS.iter().enumerate() {
        let row = project.row(index, world);
        staff::act(
            world,
            ("create", "charity", row.id),
            points(row.goal_points),
            row.visible_from - TimeDelta::hours(8),
        );
        if row.status != "draft" {
            staff::act(world, ("publish", "charity", row.id), String::new(), row.visible_from - TimeDelta::hours(6));
        }
        if let Some(closed_at) = row.closed_at {
            staff::act(world, ("close", "charity", row.id), String::new(), closed_at);
        }
        world.push(&row);
    }
}

/// Donates to the project at this index; early donations to the school go to the library instead.
pub fn give(ledger: &mut Ledger<'_>, project: usize, points: i64, at: DateTime<Utc>) {
    let earlier = moment(ledger.world.months_ago(LIBRARY_CLOSED), 0);
    let project = if project == SCHOOL && at < earlier { LIBRARY } else { project };
    let (title, partner) = (PROJECTS[project].title, PROJECTS[project].partner);
    let id = next(&mut ledger.world.ids.donation);
    let mut dice = Dice::of(ledger.world.seed, "donation", id);
    let idempotency_key = idempotency_key(&mut dice);
    let movement = Movement {
        customer: ledger.book.customer(),
        points,
        actor: &format!("member:{}", ledger.person.id),
        idempotency_key: &idempotency_key,
        rule: None,
        source: PointSource::Donation,
        source_id: id,
        label: title,
        at,
    };
    let opening = Opening::new(TransferKind::Donate, &movement);
    let Some(drawn) = ledger.book.draw_off(ledger.world, &opening, PointAccount::Charity) else { return };
    let points_per_yuan = ledger.world.rules.value_or(RuleCode::PointValue, at, 100);
    let fen = value_fen(points, points_per_yuan);
    let total = &mut ledger.world.given[project];
    total.points += points;
    total.fen += fen;
    total.donors += i64::from(ledger.book.first_of(REWARDS.len() + project));
    ledger.world.push(&rows::Donation {
        id,
        receipt_no: receipt_no(DonationId(id), at),
        project_id: row_id(project),
        customer_id: ledger.person.id,
        points,
        points_per_yuan,
        fen,
        title_zh: title.zh,
        title_en: title.en,
        partner_zh: partner.zh,
        partner_en: partner.en,
        transfer_id: drawn.transfer.0,
        idempotency_key,
        at,
    });
}

fn idempotency_key(dice: &mut Dice) -> String {
    let mut bytes = [0; 16];
    bytes.fill_with(|| u8::try_from(dice.below(256)).unwrap_or(0));
    let idempotency_key: Uuid = Builder::from_random_bytes(bytes).into_uuid();
    idempotency_key.to_string()
}

/// Statements that set the totals counted while generating.
pub fn corrections(world: &World) -> impl Iterator<Item = String> + '_ {
    let totals = world.given.iter().enumerate();
    totals.map(|(index, Total { points, fen, donors })| {
        let id = row_id(index);
        format!(
            "UPDATE charity_projects SET donated_points = {points}, donated_fen = {fen}, donors = {donors} \
             WHERE id = {id}"
        )
    })
}
