//! Cities with dealers, and their addresses.

use super::dice::Dice;

pub struct City {
    pub province: &'static str,
    pub name: &'static str,
    pub name_en: &'static str,
    /// The first characters of the city's plates.
    pub plate: &'static str,
    pub area_code: &'static str,
    pub postcode: &'static str,
    pub districts: [&'static str; 3],
}

macro_rules! city {
    ($province:literal $name:literal $en:literal $plate:literal $area:literal $postcode:literal $a:literal $b:literal $c:literal) => {
        City {
            province: $province,
            name: $name,
            name_en: $en,
            plate: $plate,
            area_code: $area,
            postcode: $postcode,
            districts: [$a, $b, $c],
        }
    };
}

/// The first two are the demo dealers' cities.
pub const CITIES: &[City] = &[
    city!("上海市" "上海" "Shanghai" "沪A" "021" "200120" "浦东新区" "闵行区" "徐汇区"),
    city!("北京市" "北京" "Beijing" "京N" "010" "100022" "朝阳区" "海淀区" "丰台区"),
    city!("广东省" "深圳" "Shenzhen" "粤B" "0755" "518048" "福田区" "南山区" "龙岗区"),
    city!("广东省" "广州" "Guangzhou" "粤A" "020" "510623" "天河区" "番禺区" "白云区"),
    city!("浙江省" "杭州" "Hangzhou" "浙A" "0571" "310012" "西湖区" "滨江区" "余杭区"),
    city!("四川省" "成都" "Chengdu" "川A" "028" "610041" "高新区" "武侯区" "青羊区"),
    city!("江苏省" "苏州" "Suzhou" "苏E" "0512" "215021" "工业园区" "吴中区" "姑苏区"),
    city!("江苏省" "南京" "Nanjing" "苏A" "025" "210019" "建邺区" "鼓楼区" "江宁区"),
    city!("湖北省" "武汉" "Wuhan" "鄂A" "027" "430070" "洪山区" "武昌区" "江汉区"),
    city!("重庆市" "重庆" "Chongqing" "渝A" "023" "401120" "渝北区" "江北区" "南岸区"),
    city!("陕西省" "西安" "Xi'an" "陕A" "029" "710061" "雁塔区" "未央区" "高新区"),
    city!("天津市" "天津" "Tianjin" "津A" "022" "300202" "河西区" "南开区" "滨海新区"),
    city!("湖南省" "长沙" "Changsha" "湘A" "0731" "410007" "雨花区" "岳麓区" "天心区"),
    city!("河南省" "郑州" "Zhengzhou" "豫A" "0371" "450046" "金水区" "郑东新区" "二七区"),
    city!("山东省" "青岛" "Qingdao" "鲁B" "0532" "266071" "市南区" "崂山区" "李沧区"),
    city!("山东省" "济南" "Jinan" "鲁A" "0531" "250101" "历下区" "历城区" "市中区"),
    city!("辽宁省" "沈阳" "Shenyang" "辽A" "024" "110179" "浑南区" "和平区" "铁西区"),
    city!("辽宁省" "大连" "Dalian" "辽B" "0411" "116023" "沙河口区" "甘井子区" "中山区"),
    city!("浙江省" "宁波" "Ningbo" "浙B" "0574" "315040" "鄞州区" "江北区" "海曙区"),
    city!("福建省" "厦门" "Xiamen" "闽D" "0592" "361008" "思明区" "湖里区" "集美区"),
    city!("福建省" "福州" "Fuzhou" "闽A" "0591" "350001" "鼓楼区" "仓山区" "晋安区"),
    city!("安徽省" "合肥" "Hefei" "皖A" "0551" "230031" "蜀山区" "包河区" "庐阳区"),
    city!("江苏省" "无锡" "Wuxi" "苏B" "0510" "214072" "滨湖区" "梁溪区" "新吴区"),
    city!("广东省" "东莞" "Dongguan" "粤S" "0769" "523071" "南城街道" "东城街道" "松山湖"),
    city!("广东省" "佛山" "Foshan" "粤E" "0757" "528000" "禅城区" "南海区" "顺德区"),
    city!("河北省" "石家庄" "Shijiazhuang" "冀A" "0311" "050011" "长安区" "裕华区" "桥西区"),
    city!("山西省" "太原" "Taiyuan" "晋A" "0351" "030006" "小店区" "迎泽区" "万柏林区"),
    city!("吉林省" "长春" "Changchun" "吉A" "0431" "130022" "南关区" "朝阳区" "净月区"),
    city!("黑龙江省" "哈尔滨" "Harbin" "黑A" "0451" "150090" "南岗区" "道里区" "松北区"),
    city!("江西省" "南昌" "Nanchang" "赣A" "0791" "330038" "红谷滩区" "东湖区" "青山湖区"),
    city!("云南省" "昆明" "Kunming" "云A" "0871" "650051" "盘龙区" "官渡区" "五华区"),
    city!("贵州省" "贵阳" "Guiyang" "贵A" "0851" "550081" "观山湖区" "南明区" "云岩区"),
    city!("广西壮族自治区" "南宁" "Nanning" "桂A" "0771" "530022" "青秀区" "西乡塘区" "良庆区"),
    city!("海南省" "海口" "Haikou" "琼A" "0898" "570125" "龙华区" "美兰区" "秀英区"),
    city!("甘肃省" "兰州" "Lanzhou" "甘A" "0931" "730000" "城关区" "七里河区" "安宁区"),
    city!("新疆维吾尔自治区" "乌鲁木齐" "Ürümqi" "新A" "0991" "830011" "新市区" "天山区" "水磨沟区"),
    city!("内蒙古自治区" "呼和浩特" "Hohhot" "蒙A" "0471" "010010" "赛罕区" "新城区" "回民区"),
    city!("浙江省" "温州" "Wenzhou" "浙C" "0577" "325000" "鹿城区" "瓯海区" "龙湾区"),
];

const ROADS: &[&str] = &[
    "人民路",
    "中山路",
    "解放路",
    "建设大道",
    "和平路",
    "新华路",
    "文化路",
    "长江路",
    "黄河路",
    "滨河路",
    "学院路",
    "科技路",
    "湖滨路",
    "迎宾大道",
    "友谊路",
    "光明路",
    "朝阳路",
    "幸福路",
    "云锦路",
    "望江路",
];

const ESTATES: &[&str] =
    &["阳光花园", "翠湖苑", "金色家园", "滨江壹号", "锦绣华庭", "碧云天", "梧桐里", "和风雅居", "书香苑", "紫竹园"];

/// Street, number and flat.
pub fn street(dice: &mut Dice) -> String {
    let (road, number) = (dice.pick(ROADS), dice.between(1, 899));
    let (estate, house) = (dice.pick(ESTATES), dice.between(1, 32));
    format!("{road}{number}号{estate}{house}栋{}{:02}室", dice.between(1, 28), dice.between(1, 4))
}

/// A dealer's address: a main road and a number.
pub fn showroom(dice: &mut Dice) -> String {
    format!("{}{}号", dice.pick(ROADS), dice.between(100, 2999))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::Plate;

    #[test]
    fn every_city_gives_plates() {
        for city in CITIES {
            let ordinary = Plate::parse(&format!("{}12345", city.plate));
            assert!(ordinary.is_ok_and(|plate| !plate.is_new_energy()), "{}", city.name);
            assert!(Plate::parse(&format!("{}D12345", city.plate)).is_ok_and(|plate| plate.is_new_energy()));
        }
    }
}
