//! Charity projects: three open ones, one closed, and a draft.

use super::super::rows;
use super::{Text, text};
use crate::demo::world::{World, at};

pub struct Project {
    pub title: Text,
    pub body: Text,
    pub partner: Text,
    pub picture: &'static str,
    /// For a club of 2,000 customers.
    pub goal: i64,
    /// If closed: how many months ago, and the report on the money.
    pub closed: Option<(u32, Text)>,
    pub status: &'static str,
}

/// The school project; donations before [`LIBRARY_CLOSED`] went to its predecessor.
pub const SCHOOL: usize = 1;
/// The predecessor of the school project.
pub const LIBRARY: usize = 3;
/// How many months ago the school project replaced the library.
pub const LIBRARY_CLOSED: u32 = 14;

pub const PROJECTS: &[Project] = &[
    Project {
        title: text("为荒漠种一棵梭梭树", "Plant a saxaul in the desert"),
        body: text(
            "每 1,000 积分由俱乐部出资 10 元，在阿拉善种下一棵梭梭树。\n每季公布位置与照片。",
            "For every 1,000 points the club pays ¥10 for a saxaul in Alxa.\nPlaces and photos are published each quarter.",
        ),
        partner: text("绿洲荒漠化防治基金会", "Oasis Foundation against Desertification"),
        picture: "trees",
        goal: 60_000,
        closed: None,
        status: "published",
    },
    Project {
        title: text("乡村学校图书角", "Books for a village school"),
        body: text(
            "每 2,000 积分为乡村学校添置两本新书。\n书单与收据公开。",
            "Every 2,000 points buy two new books for a village school.\nLists and receipts are public.",
        ),
        partner: text("晨读乡村教育促进会", "Morning Readers Society for Rural Schools"),
        picture: "school",
        goal: 50_000,
        closed: None,
        status: "published",
    },
    Project {
        title: text("守护候鸟湿地", "Protect a wetland for birds"),
        body: text(
            "支持湿地保护站的巡护物资：望远镜、雨具与救助药品。",
            "Supplies for a wetland warden's station: field glasses, rainwear and medicine for birds.",
        ),
        partner: text("东海湿地保护中心", "East Sea Wetland Centre"),
        picture: "trees",
        goal: 120_000,
        closed: None,
        status: "published",
    },
    Project {
        title: text("云溪小学图书室", "A library for Yunxi primary school"),
        body: text(
            "为云溪小学的图书室添置书架与新书。",
            "Shelves and new books for the library of Yunxi primary school.",
        ),
        partner: text("晨读乡村教育促进会", "Morning Readers Society for Rural Schools"),
        picture: "school",
        goal: 30_000,
        closed: Some((
            LIBRARY_CLOSED,
            text(
                "善款已全部支付给执行机构，用于云溪小学图书室的书架与新书。\n收据由晨读乡村教育促进会开具，可致电热线查询。",
                "All of it was paid out and became shelves and new books for the library of Yunxi primary school.\n\
                 The society's receipts can be seen on request; call the hotline.",
            ),
        )),
        status: "closed",
    },
    Project {
        title: text("暖冬包裹", "Parcels for a warm winter"),
        body: text(
            "为山区孩子寄出冬衣包裹，冬季开始。",
            "Winter clothes for children in the mountains, delivered from winter on.",
        ),
        partner: text("晨读乡村教育促进会", "Morning Readers Society for Rural Schools"),
        picture: "school",
        goal: 80_000,
        closed: None,
        status: "draft",
    },
];

impl Project {
    pub fn row(&self, index: usize, world: &World) -> rows::CharityProject {
        let scale = i64::try_from(world.customers / 2_000).unwrap_or(1).max(1);
        let closed = self.closed.as_ref();
        rows::CharityProject {
            id: super::dealers::row_id(index),
            status: self.status,
            title_zh: self.title.zh,
            title_en: self.title.en,
            body_zh: self.body.zh,
            body_en: self.body.en,
            partner_zh: self.partner.zh,
            partner_en: self.partner.en,
            picture: format!("/img/rewards.svg#{}", self.picture),
            goal_points: self.goal * scale,
            position: 10 * super::dealers::row_id(index),
            visible_from: at(world.months_ago(75), 0),
            report_zh: closed.map_or("", |(_, report)| report.zh),
            report_en: closed.map_or("", |(_, report)| report.en),
            closed_at: closed.map(|(months, _)| at(world.months_ago(*months), 10 * 60)),
        }
    }
}
