//! An owner's cars, and `/me/vehicles`.

use askama::Template;
use chrono::NaiveDate;
use rusqlite::{Connection, Row};

use crate::dues::{Due, dues};
use crate::page::{Frame, Page};
use crate::values::{self, Day, Instant, Now};
use crate::{Outcome, db};

pub struct Car {
    pub id: i64,
    pub plate: Option<String>,
    pub built: Day,
    pub delivered: Option<Day>,
    pub km: i64,
    pub warranty_until: Option<Day>,
    pub inspection_due: Option<Day>,
    pub service_due: Option<Day>,
    pub service_due_km: Option<i64>,
    from: Day,
    /// Set for a former car.
    pub until: Option<Day>,
    pub model: String,
    pub body: String,
    pub warranty_months: i64,
    pub warranty_km: i64,
    pub service_months: i64,
    pub service_km: i64,
    pub workshop: Option<Workshop>,
    pub dues: Vec<Due>,
}

/// An order in the workshop now.
pub struct Workshop {
    pub order: i64,
    kind: String,
    status: String,
    opened: Instant,
    promised: Option<Instant>,
    pub dealer: String,
    reached: Vec<(String, Instant)>,
    today: NaiveDate,
}

/// One step of a visit to the workshop.
pub struct Step {
    pub class: &'static str,
    pub name: &'static str,
    /// Set if the step was not reached today.
    pub day: Option<String>,
    pub time: Option<String>,
}

const STEPS: [(&str, &str); 5] =
    [("received", "接车"), ("diagnosis", "检测"), ("repair", "维修"), ("check", "质检"), ("ready", "待交车")];

/// Lists present cars first, with their open orders.
pub fn list(connection: &Connection, customer: i64, today: NaiveDate) -> Outcome<Vec<Car>> {
    let mut cars: Vec<Car> = Vec::new();
    let only = None::<i64>;
    db::rows(connection, include_str!("../sql/cars.sql"), &[&customer, &only], |row| {
        let id: i64 = row.get(0)?;
        let at = match cars.iter().position(|car| car.id == id) {
            Some(at) => at,
            None => {
                cars.push(read(row, today)?);
                cars.len() - 1
            }
        };
        if let Some(workshop) = &mut cars[at].workshop
            && row.get::<_, Option<i64>>(26)? == Some(workshop.order)
            && let Some(status) = row.get::<_, Option<String>>(34)?
        {
            workshop.reached.push((status, row.get(35)?));
        }
        Ok(())
    })?;
    for car in &mut cars {
        car.dues = dues(car, today);
    }
    Ok(cars)
}

fn read(row: &Row<'_>, today: NaiveDate) -> rusqlite::Result<Car> {
    Ok(Car {
        id: row.get(0)?,
        plate: row.get::<_, Option<String>>(2)?.map(dotted),
        built: row.get(5)?,
        delivered: row.get(6)?,
        km: row.get(10)?,
        warranty_until: row.get(11)?,
        inspection_due: row.get(12)?,
        service_due: row.get(13)?,
        service_due_km: row.get(14)?,
        from: row.get(15)?,
        until: row.get(16)?,
        model: row.get(18)?,
        body: row.get(20)?,
        warranty_months: row.get(22)?,
        warranty_km: row.get(23)?,
        service_months: row.get(24)?,
        service_km: row.get(25)?,
        workshop: workshop(row, today)?,
        dues: Vec::new(),
    })
}

fn workshop(row: &Row<'_>, today: NaiveDate) -> rusqlite::Result<Option<Workshop>> {
    let Some(order) = row.get(26)? else { return Ok(None) };
    Ok(Some(Workshop {
        order,
        kind: row.get(27)?,
        status: row.get(28)?,
        opened: row.get(29)?,
        promised: row.get(30)?,
        dealer: row.get(31)?,
        reached: Vec::new(),
        today,
    }))
}

/// A plate with its dot: 京A·12345.
fn dotted(plate: String) -> String {
    let office_end = plate.char_indices().nth(2).map_or(plate.len(), |(at, _)| at);
    let (office, rest) = plate.split_at(office_end);
    format!("{office}·{rest}")
}

impl Workshop {
    pub fn kind(&self) -> &'static str {
        match self.kind.as_str() {
            "maintenance" => "保养",
            "repair" => "维修",
            "bodywork" => "钣喷",
            "inspection" => "年检",
            _ => "召回",
        }
    }

    pub fn promised(&self) -> Option<String> {
        let at = self.promised?;
        let (day, time) = (at.day(), at.time());
        if day == self.today {
            return Some(format!("预计今天 {time} 交车"));
        }
        Some(format!("预计 {} {time} 交车", values::short_date(day)))
    }

    pub fn steps(&self) -> Vec<Step> {
        let here = STEPS.iter().position(|(code, _)| *code == self.status).unwrap_or(STEPS.len());
        let step = |(place, (code, name)): (usize, &(&'static str, &'static str))| {
            let reached = self.reached.iter().find(|(status, _)| status == code).map(|(_, at)| *at);
            let reached = reached.or((place == 0).then_some(self.opened)).filter(|_| place <= here);
            let class = match place.cmp(&here) {
                std::cmp::Ordering::Less => "is-done",
                std::cmp::Ordering::Equal => "is-current",
                std::cmp::Ordering::Greater => "",
            };
            let day = reached.map(Instant::day).filter(|day| *day != self.today);
            Step {
                class,
                name,
                day: day.map(|day| day.format("%m-%d").to_string()),
                time: reached.map(|at| at.time().to_string()),
            }
        };
        STEPS.iter().enumerate().map(step).collect()
    }
}

#[derive(Template)]
#[template(path = "garage.html")]
pub struct Garage {
    frame: Frame,
    present: Vec<Car>,
    former: Vec<Car>,
}

impl Page for Garage {
    fn read(connection: &Connection, frame: Frame, now: &Now) -> Outcome<Self> {
        let cars = list(connection, frame.viewer.customer(), now.today)?;
        let (former, present) = cars.into_iter().partition(|car| car.until.is_some());
        Ok(Self { frame, present, former })
    }
}

impl Car {
    /// The period of ownership of a former car.
    fn owned(&self) -> String {
        self.until.map_or_else(|| format!("{} 起归您所有", self.from), |until| format!("{} 至 {until}", self.from))
    }
}
