//! The events' texts.

use super::events::{Event, Question, Status};
use super::models::WHALE;
use super::text;
use crate::values::Tier;

/// The full event with a waitlist, which the first demo owner is on.
pub const FULL: usize = 7;
/// An open event, which the first demo owner is registered for.
pub const CAMPING: usize = 4;

const DIET: Question = Question {
    kind: "choice",
    label: text("饮食要求", "Food"),
    choices: text("无\n素食\n清真", "No special diet\nVegetarian\nHalal"),
    required: true,
    answers: &["无", "无", "无", "素食", "清真"],
};
const CHILDREN: Question = Question {
    kind: "yes_no",
    label: text("是否携带 6 岁以下儿童？", "Are you bringing children under six?"),
    choices: text("", ""),
    required: true,
    answers: &["yes", "no", "no"],
};
const EXPERIENCE: Question = Question {
    kind: "choice",
    label: text("赛道驾驶经验", "Experience on a track"),
    choices: text("从未\n一到三次\n三次以上", "Never\nOne to three times\nMore often"),
    required: true,
    answers: &["从未", "从未", "一到三次", "三次以上"],
};
const REMARK: Question = Question {
    kind: "text",
    label: text("想对组织者说的话", "Anything we should know"),
    choices: text("", ""),
    required: false,
    answers: &["期待见到大家", "可能晚到半小时", "希望能和家人坐一桌", "第一次参加，请多关照"],
};

#[rustfmt::skip]
pub const EVENTS: &[Event] = &[
    Event { title: text("青海湖环湖自驾", "Round Qinghai Lake by car"), picture: "drive", status: Status::Closed,
        summary: text("三天两夜，沿湖 360 公里，领队与维修车随行。", "Three days, 360 km along the shore, with a guide and a service car."),
        body: text("第一天从西宁出发，经日月山到二郎剑；第二天看日出、访鸟岛；第三天茶卡盐湖后返程。\n领队车、维修车与医护全程随行，每晚检查车况。\n费用含住宿与早餐，请自备防晒与外套。", "From Xining over Riyue Mountain to Erlangjian; sunrise and Bird Island on the second day; Chaka Salt Lake and home on the third.\nA guide, a service car and a medic come along, and the cars are checked every evening.\nRooms and breakfast are included. Bring sunscreen and a warm coat."),
        city: text("西宁", "Xining"), place: text("西宁游客集散中心", "Xining visitor centre"), address: "青海省西宁市城中区人民街1号",
        day: -150, hour: 8, hours: 56, opens: -200, closes: -160, capacity: 40, companions_max: 3, tier_from: None, model: None, fee_points: 0, award_points: 500, questions: &[DIET], demand_percent: 90 },
    Event { title: text("一起种一片梭梭林", "A saxaul grove of our own"), picture: "camp", status: Status::Closed,
        summary: text("与一百位车主在阿拉善种树，孩子也能来。", "Plant trees in Alxa with other owners; children welcome."),
        body: text("上午听治沙人讲故事，下午每家种下二十棵梭梭。每棵树都有编号，此后可在线查看成活情况。", "In the morning, rangers who hold back the desert tell their stories; in the afternoon, every family plants twenty saxauls. Each has a number, so you can follow it online."),
        city: text("阿拉善", "Alxa"), place: text("腾格里锁边生态基地", "Tengger ecology base"), address: "内蒙古阿拉善左旗通湖路",
        day: -240, hour: 9, hours: 7, opens: -280, closes: -250, capacity: 60, companions_max: 4, tier_from: None, model: None, fee_points: 0, award_points: 300, questions: &[CHILDREN], demand_percent: 80 },
    Event { title: text("汽车博物馆夜场", "A night at the motor museum"), picture: "museum", status: Status::Closed,
        summary: text("闭馆之后，策展人带你看六件平日不展出的藏品。", "After closing time the curator shows six pieces that are never on display."),
        body: text("十九点闭馆后入场，分三组参观，随后在中庭有茶歇与问答。", "Doors open at seven, after the public has gone. Three groups, then tea and questions in the atrium."),
        city: text("北京", "Beijing"), place: text("北京汽车博物馆", "Beijing Automobile Museum"), address: "北京市丰台区南四环西路126号",
        day: -62, hour: 19, hours: 3, opens: -95, closes: -65, capacity: 30, companions_max: 1, tier_from: None, model: None, fee_points: 0, award_points: 200, questions: &[], demand_percent: 100 },
    Event { title: text("俱乐部周年晚宴", "The club's anniversary dinner"), picture: "dinner", status: Status::Closed,
        summary: text("金卡与白金卡会员的年度聚会，主厨现场料理江南秋味。", "The annual evening for Gold and Platinum members, with an open kitchen and autumn dishes."),
        body: text("晚宴之外，还有设计总监分享新车草图，以及年度车主故事颁奖。着装：舒适得体。", "Over dinner, the head of design shows sketches of the next car, and we honour the owners' stories of the year. Dress code: smart casual."),
        city: text("上海", "Shanghai"), place: text("外滩一号会客厅", "Salon No. 1, the Bund"), address: "上海市黄浦区中山东一路1号",
        day: -21, hour: 18, hours: 4, opens: -60, closes: -28, capacity: 24, companions_max: 1, tier_from: Some(Tier::Gold), model: None, fee_points: 1_000, award_points: 300, questions: &[DIET, REMARK], demand_percent: 90 },
    Event { title: text("湖畔家庭露营", "Family camping by the lake"), picture: "camp", status: Status::Published,
        summary: text("两天一夜，帐篷与炊具都备好，带上家人和睡袋就行。", "Two days with tents and kitchens provided; bring the family and sleeping bags."),
        body: text("下午扎营、皮划艇与自然课堂，傍晚烧烤与露天电影；第二天清晨环湖徒步。\n电动车可在营地充电，每车一个外放电炊台。", "Pitching tents, canoes and a nature class in the afternoon, a barbecue and an open-air film at night, and a walk round the lake next morning.\nElectric cars charge on site, and every electric car can power a cooking table."),
        city: text("杭州", "Hangzhou"), place: text("青山湖露营地", "Qingshan Lake camp"), address: "浙江省杭州市临安区环湖北路88号",
        day: 20, hour: 14, hours: 22, opens: -12, closes: 14, capacity: 48, companions_max: 4, tier_from: None, model: None, fee_points: 0, award_points: 300, questions: &[DIET, CHILDREN, REMARK], demand_percent: 55 },
    Event { title: text("赛道体验日", "Track day"), picture: "track", status: Status::Published,
        summary: text("专业教练一对一，从制动到走线，开自己的车。", "One-to-one instruction in your own car, from braking to the racing line."),
        body: text("上午理论与绕桩，下午分组上赛道，每人四节。头盔与保险由俱乐部提供，轮胎磨损自理。\n须持有效驾照，车辆需在半年内保养。", "Theory and slalom in the morning, four sessions each in the afternoon. Helmets and insurance are included; tyre wear is not.\nA valid licence and a service within the last six months are needed."),
        city: text("上海", "Shanghai"), place: text("上海国际赛车场", "Shanghai International Circuit"), address: "上海市嘉定区伊宁路2000号",
        day: 34, hour: 9, hours: 8, opens: -8, closes: 27, capacity: 30, companions_max: 1, tier_from: Some(Tier::Silver), model: None, fee_points: 2_000, award_points: 500, questions: &[EXPERIENCE, REMARK], demand_percent: 45 },
    Event { title: text("鲸车主电池开放日", "Battery open day for Whale owners"), picture: "museum", status: Status::Published,
        summary: text("走进电池工厂，看一块电池怎样来、怎样被检测、怎样再利用。", "Inside the battery plant: how batteries are made, tested and reused."),
        body: text("参观电芯与包装线、碰撞与浸水试验室，工程师现场解答冬季续航与快充问题。", "Cell and pack lines, crash and immersion labs; engineers answer questions about winter range and fast charging."),
        city: text("合肥", "Hefei"), place: text("澄远电池工厂", "Chengyuan battery works"), address: "安徽省合肥市蜀山区长江西路2221号",
        day: 27, hour: 10, hours: 5, opens: -6, closes: 22, capacity: 40, companions_max: 1, tier_from: None, model: Some(WHALE), fee_points: 0, award_points: 300, questions: &[], demand_percent: 40 },
    Event { title: text("冰雪安全驾驶营", "Winter driving school"), picture: "drive", status: Status::Published,
        summary: text("在封闭冰面上学会控制侧滑，小班教学。", "Learn to hold a slide on a closed ice course, in small groups."),
        body: text("两天课程：冰面制动、绕桩、侧滑控制与雪地救援。车辆由俱乐部提供，含住宿与保暖装备。", "Two days: braking, slalom, catching slides, and getting out of snow. The club brings the cars, rooms and warm clothes."),
        city: text("哈尔滨", "Harbin"), place: text("松花江冰雪试驾基地", "Songhua river ice base"), address: "黑龙江省哈尔滨市松北区太阳大道1号",
        day: 45, hour: 9, hours: 30, opens: -20, closes: 35, capacity: 16, companions_max: 1, tier_from: None, model: None, fee_points: 0, award_points: 500, questions: &[EXPERIENCE, DIET], demand_percent: 170 },
    Event { title: text("主厨餐桌：冬至家宴", "Chef's table at winter solstice"), picture: "dinner", status: Status::Published,
        summary: text("十二席，一位主厨，八道与冬至有关的菜。", "Twelve seats, one chef, eight dishes for the longest night."),
        body: text("在老洋房里围坐一桌，主厨讲每道菜的来处。可安排代驾。", "One table in an old villa; the chef tells where each dish comes from. We can drive you home."),
        city: text("上海", "Shanghai"), place: text("武康路老洋房", "Villa on Wukang Road"), address: "上海市徐汇区武康路390号",
        day: 30, hour: 18, hours: 3, opens: -15, closes: 25, capacity: 12, companions_max: 1, tier_from: Some(Tier::Silver), model: None, fee_points: 0, award_points: 100, questions: &[DIET], demand_percent: 150 },
    Event { title: text("春茶山路自驾", "Spring tea road"), picture: "drive", status: Status::Published,
        summary: text("两天一夜，从龙井到安吉，采茶、炒茶、喝茶。", "Two days from Longjing to Anji: pick, roast and taste tea."),
        body: text("山路领航车引导，沿途三处茶园停留，夜宿竹海民宿。报名即将开始。", "A lead car through the hills, three tea gardens on the way, and a night in the bamboo forest. Registration opens soon."),
        city: text("杭州", "Hangzhou"), place: text("龙井村茶文化广场", "Longjing tea square"), address: "浙江省杭州市西湖区龙井路1号",
        day: 110, hour: 9, hours: 30, opens: 14, closes: 95, capacity: 36, companions_max: 2, tier_from: None, model: None, fee_points: 0, award_points: 300, questions: &[DIET], demand_percent: 0 },
    Event { title: text("海边风筝节", "Kites by the sea"), picture: "camp", status: Status::Cancelled("台风预警，为安全起见取消，报名积分已全额退回。"),
        summary: text("与孩子一起做一只风筝，在海边放上天。", "Build a kite with your children and fly it by the sea."),
        body: text("手作课堂、沙滩午餐、风筝比赛。", "A workshop, lunch on the beach, and a contest."),
        city: text("青岛", "Qingdao"), place: text("石老人海水浴场", "Shilaoren beach"), address: "山东省青岛市崂山区海口路239号",
        day: -35, hour: 10, hours: 6, opens: -70, closes: -40, capacity: 40, companions_max: 3, tier_from: None, model: None, fee_points: 500, award_points: 200, questions: &[CHILDREN], demand_percent: 60 },
    Event { title: text("设计工作坊：给车一张脸", "Design workshop: a face for a car"), picture: "museum", status: Status::Draft,
        summary: text("与外观设计师一起用油泥做一张前脸。", "Model a front in clay with the exterior designers."),
        body: text("场地与讲师确认中。", "Venue and instructors to be confirmed."),
        city: text("上海", "Shanghai"), place: text("澄远设计中心", "Chengyuan design centre"), address: "上海市杨浦区长阳路1687号",
        day: 75, hour: 13, hours: 4, opens: 20, closes: 65, capacity: 20, companions_max: 0, tier_from: None, model: None, fee_points: 0, award_points: 200, questions: &[], demand_percent: 0 },
];
