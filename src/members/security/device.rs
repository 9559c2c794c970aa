use crate::i18n::Locale;

/// Describes a browser by its user agent: "Chrome · Windows".
pub fn device(l: Locale, agent: &str) -> String {
    match (program(l, agent), system(l, agent)) {
        (Some(program), Some(system)) => format!("{program} · {system}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => tr!(l, "未知设备", "Unknown device"),
    }
}

/// More specific names come first: nearly every browser also calls itself Chrome and Safari.
fn program(l: Locale, agent: &str) -> Option<String> {
    let names = [
        ("MicroMessenger/", tr!(l, "微信", "WeChat")),
        ("AlipayClient/", tr!(l, "支付宝", "Alipay")),
        ("DingTalk/", tr!(l, "钉钉", "DingTalk")),
        ("QQBrowser/", tr!(l, "QQ 浏览器", "QQ Browser")),
        ("UCBrowser/", tr!(l, "UC 浏览器", "UC Browser")),
        ("HuaweiBrowser/", tr!(l, "华为浏览器", "Huawei Browser")),
        ("MiuiBrowser/", tr!(l, "小米浏览器", "Mi Browser")),
        ("Edg", "Edge".to_owned()),
        ("OPR/", "Opera".to_owned()),
        ("Firefox/", "Firefox".to_owned()),
        ("FxiOS/", "Firefox".to_owned()),
        ("CriOS/", "Chrome".to_owned()),
        ("Chrome/", "Chrome".to_owned()),
        ("Safari/", "Safari".to_owned()),
    ];
    names.into_iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| name)
}

fn system(l: Locale, agent: &str) -> Option<String> {
    let names = [
        ("iPhone", "iPhone".to_owned()),
        ("iPad", "iPad".to_owned()),
        ("HarmonyOS", tr!(l, "鸿蒙手机", "HarmonyOS phone")),
        ("Android", tr!(l, "安卓手机", "Android phone")),
        ("Windows", tr!(l, "Windows 电脑", "Windows computer")),
        ("Macintosh", tr!(l, "苹果电脑", "Mac")),
        ("Linux", tr!(l, "Linux 电脑", "Linux computer")),
    ];
    names.into_iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| name)
}

/// The first half of an address: enough to recognise one's own network, too little to locate a home.
pub fn coarse(address: &str) -> String {
    match address.parse::<std::net::IpAddr>() {
        Ok(std::net::IpAddr::V4(v4)) => {
            let [a, b, ..] = v4.octets();
            format!("{a}.{b}.*.*")
        }
        Ok(std::net::IpAddr::V6(v6)) => {
            let [a, b, ..] = v6.segments();
            format!("{a:x}:{b:x}:*")
        }
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_agents_become_readable_names() {
        for (agent, words) in [
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Mobile MicroMessenger/8.0 Safari/604.1",
                "微信 · iPhone",
            ),
            (
                "Mozilla/5.0 (Linux; Android 16; Mi) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
                "Chrome · 安卓手机",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140 Safari/537.36 Edg/140",
                "Edge · Windows 电脑",
            ),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux 电脑"),
            ("<script>", "未知设备"),
            ("", "未知设备"),
        ] {
            assert_eq!(device(Locale::Zh, agent), words, "{agent}");
        }
    }

    #[test]
    fn addresses_are_truncated() {
        assert_eq!(coarse("203.0.113.77"), "203.0.*.*");
        assert_eq!(coarse("2001:db8:1:2::7"), "2001:db8:*");
        assert_eq!(coarse("unknown"), "");
    }
}
