//! Eight models, named after animals.

use super::super::rows;
use super::dealers::row_id;
use super::{Text, text};
use crate::i18n::Bilingual;

pub struct Model {
    pub code: &'static str,
    pub name: Text,
    pub body: &'static str,
    pub energy: Energy,
    pub price_fen: i64,
    /// Characters 4 to 7 of the VIN.
    pub vds: &'static str,
    pub popularity: u64,
    dimensions: &'static str,
    wheelbase_mm: i64,
    seats: i64,
    power_kw: i64,
    torque_nm: i64,
    /// Battery in tenths of a kWh, or engine displacement in cc.
    heart: i64,
    /// CLTC range in km, or consumption in tenths of a litre per 100 km (WLTC).
    reach: i64,
    drive: Text,
    boot_l: i64,
    tyres: &'static str,
    /// 0 to 100 km/h in tenths of a second.
    sprint: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Energy {
    Petrol,
    Hybrid,
    Electric,
}

const FRONT: Text = text("前轮驱动", "Front-wheel drive");
const REAR: Text = text("后轮驱动", "Rear-wheel drive");
const ALL: Text = text("四轮驱动", "All-wheel drive");

pub const WHALE: usize = 0;
pub const CRANE: usize = 1;
pub const EGRET: usize = 2;

#[rustfmt::skip]
pub const MODELS: &[Model] = &[
    Model { code: "whale", name: text("鲸", "Whale"), body: "suv", energy: Energy::Electric, price_fen: 26_980_000, vds: "EWH5", popularity: 20,
        dimensions: "4,875 × 1,930 × 1,680 mm", wheelbase_mm: 2_920, seats: 5, power_kw: 230, torque_nm: 420, heart: 820, reach: 650, drive: ALL, boot_l: 560, tyres: "255/45 R20", sprint: 49 },
    Model { code: "crane", name: text("鹤", "Crane"), body: "sedan", energy: Energy::Petrol, price_fen: 18_680_000, vds: "PCR3", popularity: 20,
        dimensions: "4,910 × 1,865 × 1,470 mm", wheelbase_mm: 2_860, seats: 5, power_kw: 145, torque_nm: 320, heart: 1_984, reach: 64, drive: FRONT, boot_l: 510, tyres: "235/45 R18", sprint: 78 },
    Model { code: "egret", name: text("鹭", "Egret"), body: "hatch", energy: Energy::Electric, price_fen: 13_980_000, vds: "EEG1", popularity: 14,
        dimensions: "4,290 × 1,805 × 1,545 mm", wheelbase_mm: 2_700, seats: 5, power_kw: 110, torque_nm: 220, heart: 520, reach: 450, drive: FRONT, boot_l: 360, tyres: "205/60 R16", sprint: 86 },
    Model { code: "deer", name: text("鹿", "Deer"), body: "suv", energy: Energy::Petrol, price_fen: 20_980_000, vds: "PDE6", popularity: 18,
        dimensions: "4,730 × 1,890 × 1,695 mm", wheelbase_mm: 2_780, seats: 5, power_kw: 162, torque_nm: 350, heart: 1_984, reach: 79, drive: ALL, boot_l: 610, tyres: "235/55 R19", sprint: 82 },
    Model { code: "goose", name: text("雁", "Goose"), body: "wagon", energy: Energy::Hybrid, price_fen: 21_680_000, vds: "HGS2", popularity: 6,
        dimensions: "4,850 × 1,850 × 1,505 mm", wheelbase_mm: 2_840, seats: 5, power_kw: 155, torque_nm: 330, heart: 1_498, reach: 18, drive: FRONT, boot_l: 640, tyres: "225/50 R18", sprint: 76 },
    Model { code: "camel", name: text("驼", "Camel"), body: "mpv", energy: Energy::Hybrid, price_fen: 29_880_000, vds: "HCA7", popularity: 8,
        dimensions: "5,160 × 1,950 × 1,780 mm", wheelbase_mm: 3_080, seats: 7, power_kw: 180, torque_nm: 400, heart: 1_498, reach: 24, drive: FRONT, boot_l: 480, tyres: "235/55 R18", sprint: 88 },
    Model { code: "swift", name: text("燕", "Swift"), body: "sedan", energy: Energy::Hybrid, price_fen: 15_980_000, vds: "HSW4", popularity: 11,
        dimensions: "4,720 × 1,820 × 1,465 mm", wheelbase_mm: 2_740, seats: 5, power_kw: 135, torque_nm: 300, heart: 1_498, reach: 15, drive: FRONT, boot_l: 450, tyres: "215/55 R17", sprint: 79 },
    Model { code: "falcon", name: text("隼", "Falcon"), body: "coupe", energy: Energy::Electric, price_fen: 35_980_000, vds: "EFA9", popularity: 3,
        dimensions: "4,760 × 1,940 × 1,350 mm", wheelbase_mm: 2_880, seats: 4, power_kw: 360, torque_nm: 620, heart: 900, reach: 680, drive: REAR, boot_l: 320, tyres: "265/35 R21", sprint: 34 },
];

impl Energy {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Petrol => "petrol",
            Self::Hybrid => "hybrid",
            Self::Electric => "electric",
        }
    }
}

impl Model {
    pub fn warranty_months(&self) -> u32 {
        if self.energy == Energy::Electric { 48 } else { 36 }
    }

    pub fn service_every_months(&self) -> u32 {
        if self.energy == Energy::Electric { 12 } else { 8 }
    }

    pub fn service_every_km(&self) -> i64 {
        if self.energy == Energy::Electric { 20_000 } else { 10_000 }
    }

    /// With the maker.
    pub fn full_name(&self) -> Bilingual {
        Bilingual { zh: format!("澄远 {}", self.name.zh), en: format!("Chengyuan {}", self.name.en) }
    }

    pub fn row(&self, index: usize) -> rows::Model {
        let Bilingual { zh: name_zh, en: name_en } = self.full_name();
        rows::Model {
            id: row_id(index),
            code: self.code,
            name_zh,
            name_en,
            body: self.body,
            energy: self.energy.code(),
            manual_url: format!("/models/{}/manual", self.code),
            warranty_months: i64::from(self.warranty_months()),
            warranty_km: if self.energy == Energy::Electric { 150_000 } else { 100_000 },
            service_every_months: i64::from(self.service_every_months()),
            service_every_km: self.service_every_km(),
        }
    }

    pub fn specification(&self, index: usize) -> Vec<rows::ModelSpecification> {
        let [heart, reach] = self.drivetrain();
        let all = [
            same(text("座位数", "Seats"), self.seats.to_string()),
            same(text("长 × 宽 × 高", "Length × width × height"), self.dimensions.to_owned()),
            same(text("轴距", "Wheelbase"), format!("{} mm", crate::values::points(self.wheelbase_mm))),
            heart,
            same(text("最大功率", "Power"), format!("{} kW", self.power_kw)),
            same(text("峰值扭矩", "Torque"), format!("{} N·m", self.torque_nm)),
            (text("驱动方式", "Drive"), self.drive.zh.to_owned(), self.drive.en.to_owned()),
            same(text("0–100 km/h 加速", "0–100 km/h"), format!("{} s", tenths(self.sprint))),
            reach,
            same(text("后备厢容积", "Boot"), format!("{} L", self.boot_l)),
            same(text("轮胎规格", "Tyres"), self.tyres.to_owned()),
        ];
        let row = |(position, (label, value_zh, value_en)): (i64, Line)| rows::ModelSpecification {
            model_id: row_id(index),
            position,
            label_zh: label.zh,
            label_en: label.en,
            value_zh,
            value_en,
        };
        (1..).zip(all).map(row).collect()
    }

    /// Battery and range, or engine and consumption.
    fn drivetrain(&self) -> [Line; 2] {
        let litres = format!("{} L", tenths((self.heart + 50) / 100));
        let engine =
            |zh: &str, en: &str| (text("发动机", "Engine"), format!("{litres} {zh}"), format!("{litres} {en}"));
        let fuel =
            same(text("综合油耗（WLTC）", "Fuel consumption (WLTC)"), format!("{} L/100 km", tenths(self.reach)));
        match self.energy {
            Energy::Electric => [
                same(text("动力电池", "Battery"), format!("{} kWh", tenths(self.heart))),
                same(text("续航里程（CLTC）", "Range (CLTC)"), format!("{} km", self.reach)),
            ],
            Energy::Hybrid => [engine("涡轮增压插电混动", "turbo, plug-in hybrid"), fuel],
            Energy::Petrol => [engine("涡轮增压", "turbo"), fuel],
        }
    }

    pub fn service_plan(&self, index: usize) -> Vec<rows::ServicePlanItem> {
        let common = [
            (text("空调滤芯", "Cabin filter"), 12, 20_000),
            (text("制动液", "Brake fluid"), 24, 40_000),
            (text("轮胎换位与四轮检查", "Tyre rotation and wheel check"), 12, 10_000),
        ];
        let burning = [
            (text("机油与机油滤清器", "Engine oil and filter"), 8, 10_000),
            (text("空气滤清器", "Air filter"), 16, 20_000),
            (text("火花塞", "Spark plugs"), 48, 60_000),
        ];
        let electric = [
            (text("高压系统与电池检测", "High-voltage system and battery check"), 12, 20_000),
            (text("减速器油", "Reducer oil"), 48, 80_000),
            (text("电池冷却液", "Battery coolant"), 48, 100_000),
        ];
        let own = if self.energy == Energy::Electric { electric } else { burning };
        let row = |(position, (title, every_months, every_km)): (i64, (Text, i64, i64))| rows::ServicePlanItem {
            model_id: row_id(index),
            position,
            title_zh: title.zh,
            title_en: title.en,
            every_months,
            every_km,
        };
        (1..).zip(own.into_iter().chain(common)).map(row).collect()
    }
}

/// A label and its value in both languages.
type Line = (Text, String, String);

fn same(label: Text, value: String) -> Line {
    (label, value.clone(), value)
}

fn tenths(n: i64) -> String {
    format!("{}.{}", n / 10, n % 10)
}

pub const COLOURS: &[Text] = &[
    text("云母白", "Mica white"),
    text("墨玉黑", "Ink jade black"),
    text("青瓷灰", "Celadon grey"),
    text("远山蓝", "Far hills blue"),
    text("朱砂红", "Cinnabar red"),
    text("松烟绿", "Pine smoke green"),
    text("月光银", "Moonlight silver"),
    text("琥珀铜", "Amber copper"),
];
