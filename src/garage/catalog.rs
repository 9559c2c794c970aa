//! Data that all cars of a model share.

use super::model::{Energy, PlanItem};
use crate::db::Tx;
use crate::error::{AppError, Result};
use crate::sql;
use crate::text_enum;

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Model {
    pub name_zh: String,
    pub name_en: String,
    pub body: String,
    pub energy: Energy,
    /// The manufacturer's complete manual, if published.
    pub manual_url: Option<String>,
    pub warranty_months: i64,
    pub warranty_km: i64,
    pub service_every_months: i64,
    pub service_every_km: i64,
}

/// A model's specification and service plan.
#[derive(Clone, Debug, Default)]
pub struct ModelSummary {
    pub specification: Vec<Specification>,
    pub plan: Vec<PlanItem>,
}

#[derive(Clone, Debug)]
pub struct Specification {
    pub label_zh: String,
    pub label_en: String,
    pub value_zh: String,
    pub value_en: String,
}

text_enum! {
    pub enum SummaryKind { Specification = "specification", Plan = "plan" }
}

#[derive(sqlx::FromRow)]
struct Row {
    what: SummaryKind,
    title_zh: String,
    title_en: String,
    value_zh: String,
    value_en: String,
    every_months: i64,
    every_km: i64,
}

pub async fn get_model(tx: &mut Tx, code: &str) -> Result<Model> {
    let model = sql!(
        tx,
        optional Model,
        "SELECT name_zh, name_en, body, energy, manual_url, warranty_months, warranty_km, service_every_months, \
         service_every_km FROM models WHERE code = $1",
        code
    )?;
    model.ok_or(AppError::NotFound)
}

/// Loads specification and service plan in one statement.
pub async fn summary(tx: &mut Tx, model_code: &str) -> Result<ModelSummary> {
    let rows = sql!(
        tx,
        all Row,
        "SELECT 'specification' AS what, s.position, s.label_zh AS title_zh, s.label_en AS title_en, s.value_zh, \
         s.value_en, 0 AS every_months, 0 AS every_km FROM model_specifications s \
         JOIN models m ON m.id = s.model_id WHERE m.code = $1 \
         UNION ALL SELECT 'plan', p.position, p.title_zh, p.title_en, '', '', p.every_months, p.every_km \
         FROM service_plan_items p JOIN models m ON m.id = p.model_id WHERE m.code = $1 ORDER BY 1, 2",
        model_code
    )?;
    let mut summary = ModelSummary::default();
    for Row { what, title_zh, title_en, value_zh, value_en, every_months, every_km } in rows {
        match what {
            SummaryKind::Specification => {
                summary.specification.push(Specification {
                    label_zh: title_zh,
                    label_en: title_en,
                    value_zh,
                    value_en,
                });
            }
            SummaryKind::Plan => summary.plan.push(PlanItem { title_zh, title_en, every_months, every_km }),
        }
    }
    Ok(summary)
}
