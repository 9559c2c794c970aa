//! Workshop jobs and their prices.

use super::super::dice::Dice;
use super::models::Energy;
use super::{Text, text};
use crate::garage::model::ServiceKind as Kind;

/// One line of an order: quantity in thousandths, unit price in fen.
#[derive(Clone, Copy, Debug)]
pub struct Job {
    pub code: &'static str,
    pub title: Text,
    pub is_part: bool,
    pub quantity_milli: i64,
    pub unit_fen: i64,
}

const fn work(code: &'static str, zh: &'static str, en: &'static str, hours_milli: i64) -> Job {
    Job { code, title: text(zh, en), is_part: false, quantity_milli: hours_milli, unit_fen: 22_000 }
}

const fn part(code: &'static str, zh: &'static str, en: &'static str, pieces: i64, unit_fen: i64) -> Job {
    Job { code, title: text(zh, en), is_part: true, quantity_milli: pieces * 1000, unit_fen }
}

const OIL_SERVICE: &[Job] = &[
    work("W101", "常规保养工时", "Regular service, labour", 800),
    part("P101", "全合成机油 0W-20", "Fully synthetic oil 0W-20", 4, 9_800),
    part("P102", "机油滤清器", "Oil filter", 1, 6_800),
];
const OIL_EXTRAS: &[&[Job]] = &[
    &[part("P103", "空气滤清器", "Air filter", 1, 12_800)],
    &[part("P104", "空调滤芯", "Cabin filter", 1, 16_800)],
    &[work("W102", "轮胎换位", "Tyre rotation", 400)],
    &[work("W103", "更换制动液", "Brake fluid change", 600), part("P105", "制动液", "Brake fluid", 1, 12_000)],
    &[
        work("W104", "更换火花塞", "Spark plugs, labour", 700),
        part("P106", "铱金火花塞", "Iridium spark plug", 4, 11_800),
    ],
    &[work("W105", "节气门清洗", "Throttle cleaning", 900)],
];
const ELECTRIC_SERVICE: &[Job] = &[
    work("W201", "高压系统与电池检测", "High-voltage system and battery check", 1_000),
    part("P104", "空调滤芯", "Cabin filter", 1, 16_800),
];
const ELECTRIC_EXTRAS: &[&[Job]] = &[
    &[work("W102", "轮胎换位", "Tyre rotation", 400)],
    &[work("W103", "更换制动液", "Brake fluid change", 600), part("P105", "制动液", "Brake fluid", 1, 12_000)],
    &[part("P201", "电池冷却液", "Battery coolant", 4, 8_800)],
    &[work("W202", "四轮定位", "Wheel alignment", 1_000)],
];
const REPAIRS: &[&[Job]] = &[
    &[
        work("W301", "更换前制动片", "Front brake pads, labour", 900),
        part("P301", "前制动片套装", "Front brake pad set", 1, 68_000),
    ],
    &[work("W302", "更换蓄电池", "Battery, labour", 400), part("P302", "12V 蓄电池", "12 V battery", 1, 86_000)],
    &[work("W303", "更换轮胎与动平衡", "Tyres and balancing", 800), part("P303", "轮胎", "Tyre", 2, 89_000)],
    &[
        work("W304", "更换减振器", "Shock absorbers, labour", 1_800),
        part("P304", "前减振器", "Front shock absorber", 2, 78_000),
    ],
    &[work("W305", "空调系统检修", "Air conditioning repair", 1_500), part("P305", "制冷剂", "Refrigerant", 1, 26_000)],
    &[
        work("W306", "车窗升降器检修", "Window regulator repair", 1_200),
        part("P306", "车窗升降器", "Window regulator", 1, 42_000),
    ],
    &[work("W307", "更换雨刮片", "Wiper blades, labour", 200), part("P307", "无骨雨刮片", "Wiper blade", 2, 9_800)],
    &[work("W308", "车机系统诊断与升级", "Infotainment diagnosis and update", 1_000)],
];
const BODYWORK: &[&[Job]] = &[
    &[
        work("W401", "前保险杠喷漆", "Front bumper painting", 3_500),
        part("P401", "喷漆材料", "Paint materials", 1, 42_000),
    ],
    &[work("W402", "车门钣金修复", "Door panel repair", 4_500), part("P401", "喷漆材料", "Paint materials", 1, 42_000)],
    &[
        work("W403", "更换后视镜总成", "Door mirror, labour", 800),
        part("P402", "后视镜总成", "Door mirror assembly", 1, 128_000),
    ],
    &[
        work("W404", "更换前风挡玻璃", "Windscreen, labour", 2_500),
        part("P403", "前风挡玻璃", "Windscreen", 1, 198_000),
    ],
];
const INSPECTION: &[Job] = &[
    work("W501", "年检代办与预检", "Annual inspection and pre-check", 1_000),
    part("P501", "检测站费用", "Test station fee", 1, 28_000),
];
const RECALL: &[Job] = &[work("W601", "召回：后摄像头线束更换（免费）", "Recall: rear camera harness (free)", 700)];

const REQUESTS: &[(Kind, &str)] = &[
    (Kind::Maintenance, "常规保养"),
    (Kind::Maintenance, "保养，并检查刹车"),
    (Kind::Maintenance, "保养，空调有异味"),
    (Kind::Maintenance, "到里程了，做保养"),
    (Kind::Repair, "低速行驶时底盘有异响"),
    (Kind::Repair, "刹车有尖锐声"),
    (Kind::Repair, "早上启动困难"),
    (Kind::Repair, "中控屏偶尔黑屏"),
    (Kind::Bodywork, "停车场剐蹭，走保险"),
    (Kind::Bodywork, "右前门凹陷"),
    (Kind::Inspection, "代办年检"),
    (Kind::Recall, "召回通知"),
];

/// The lines of one visit.
pub fn jobs(kind: Kind, energy: Energy, dice: &mut Dice) -> Vec<Job> {
    match kind {
        Kind::Maintenance if energy == Energy::Electric => service(ELECTRIC_SERVICE, ELECTRIC_EXTRAS, dice),
        Kind::Maintenance => service(OIL_SERVICE, OIL_EXTRAS, dice),
        Kind::Repair => dice.pick(REPAIRS).to_vec(),
        Kind::Bodywork => dice.pick(BODYWORK).to_vec(),
        Kind::Inspection => INSPECTION.to_vec(),
        Kind::Recall => RECALL.iter().map(|job| Job { unit_fen: 0, ..*job }).collect(),
    }
}

fn service(always: &[Job], extras: &[&[Job]], dice: &mut Dice) -> Vec<Job> {
    let extra: &[Job] = if dice.chance(450) { extras[dice.index(extras.len())] } else { &[] };
    always.iter().chain(extra).copied().collect()
}

/// The customer's request, in their own words.
pub fn request(kind: Kind, dice: &mut Dice) -> &'static str {
    let fitting: Vec<&str> = REQUESTS.iter().filter(|(of, _)| *of == kind).map(|(_, words)| *words).collect();
    fitting[dice.index(fitting.len())]
}

/// The workshop's notes at each step of a visit.
pub const STEPS: &[(&str, &str)] = &[
    ("received", "车辆已接收，完成环车检查"),
    ("diagnosis", "技师正在检测"),
    ("repair", "施工中"),
    ("check", "质检中"),
    ("ready", "已完工，可以取车"),
    ("closed", "已交车"),
];
