"""How accessible the pages are: each criterion of WCAG 2.2 at levels A and AA, and how it was checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Way = Literal["axe", "walk", "seen", "absent"]

WAYS: Mapping[Way, str] = {
    "axe": "程序检查全部页面，以程序能查的为限",
    "walk": "自动走完全程时检查",
    "seen": "制作时做到，没有逐页检查",
    "absent": "页面上没有这类内容",
}


@dataclass(frozen=True, slots=True)
class Criterion:
    number: str
    zh: str
    en: str
    way: Way


def _read(text: str) -> tuple[Criterion, ...]:
    rows = (line.split("|") for line in text.strip().splitlines())
    return tuple(Criterion(number, zh, en, way) for number, zh, en, way in rows)  # type: ignore[arg-type]


CRITERIA = _read("""
1.1.1|非文本内容|Non-text content|axe
1.2.1|纯音频和纯视频|Audio-only and video-only|absent
1.2.2|录播字幕|Captions (prerecorded)|absent
1.2.3|口述影像或媒体替代|Audio description or media alternative|absent
1.2.4|直播字幕|Captions (live)|absent
1.2.5|录播口述影像|Audio description (prerecorded)|absent
1.3.1|信息和关系|Info and relationships|axe
1.3.2|有意义的顺序|Meaningful sequence|walk
1.3.3|感官特征|Sensory characteristics|seen
1.3.4|方向|Orientation|axe
1.3.5|识别输入目的|Identify input purpose|axe
1.4.1|颜色的使用|Use of colour|axe
1.4.2|音频控制|Audio control|seen
1.4.3|对比度（最低）|Contrast (minimum)|axe
1.4.4|调整文本大小|Resize text|axe
1.4.5|文本图像|Images of text|seen
1.4.10|回流|Reflow|walk
1.4.11|非文本对比度|Non-text contrast|seen
1.4.12|文本间距|Text spacing|axe
1.4.13|悬停或焦点上的内容|Content on hover or focus|absent
2.1.1|键盘|Keyboard|walk
2.1.2|无键盘陷阱|No keyboard trap|walk
2.1.4|字符快捷键|Character key shortcuts|absent
2.2.1|时间可调|Timing adjustable|seen
2.2.2|暂停、停止、隐藏|Pause, stop, hide|seen
2.3.1|三次闪烁或低于阈值|Three flashes or below threshold|absent
2.4.1|跳过内容块|Bypass blocks|axe
2.4.2|页面有标题|Page titled|axe
2.4.3|焦点顺序|Focus order|walk
2.4.4|链接目的（在上下文中）|Link purpose (in context)|axe
2.4.5|多种途径|Multiple ways|seen
2.4.6|标题和标签|Headings and labels|seen
2.4.7|焦点可见|Focus visible|walk
2.4.11|焦点不被遮挡（最低）|Focus not obscured (minimum)|seen
2.5.1|指针手势|Pointer gestures|seen
2.5.2|指针取消|Pointer cancellation|seen
2.5.3|名称中的标签|Label in name|axe
2.5.4|动作驱动|Motion actuation|absent
2.5.7|拖动动作|Dragging movements|seen
2.5.8|目标大小（最低）|Target size (minimum)|axe
3.1.1|页面语言|Language of page|axe
3.1.2|部分内容的语言|Language of parts|axe
3.2.1|获得焦点时|On focus|walk
3.2.2|输入时|On input|walk
3.2.3|一致的导航|Consistent navigation|seen
3.2.4|一致的标识|Consistent identification|seen
3.2.6|一致的帮助|Consistent help|seen
3.3.1|错误标识|Error identification|walk
3.3.2|标签或说明|Labels or instructions|axe
3.3.3|错误建议|Error suggestion|walk
3.3.4|错误预防（法律、财务、数据）|Error prevention (legal, financial, data)|walk
3.3.7|冗余输入|Redundant entry|seen
3.3.8|无障碍身份验证（最低）|Accessible authentication (minimum)|seen
4.1.2|名称、角色、值|Name, role, value|axe
4.1.3|状态消息|Status messages|seen
""")
