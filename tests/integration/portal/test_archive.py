"""电子档案移交 with forms alone: the list, one file, its documents and package, the 归档信息."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from tests.integration.portal.licensed import Licensed, licensed
from tests.integration.portal.office import Clerk
from tests.integration.portal.test_licences import heads
from tests.integration.portal.visitor import Visitor
from tests.site import Site

COLUMNS = (
    "序号", "统一社会信用代码", "企业名称", "法定代表人/经营者", "所属类别", "时间",
    "审核人", "归档人", "状态", "个体户类型", "操作",
)  # fmt: skip


@pytest.fixture(scope="session")
def filed(site: Site) -> Licensed:
    """A business whose file is in the archive."""
    return licensed(site, paper=False, street="古城街道")


def search(clerk: Clerk, **typed: str) -> str:
    clerk.go("/archive")
    return clerk.send("/archive", **typed).text


def test_list_has_the_columns_of_the_notice(archivist: Clerk, filed: Licensed) -> None:
    """Ten columns and what can be done; groups at the left; the operator's name is masked."""
    text = archivist.go("/archive").text
    assert tuple(heads(text)) == COLUMNS
    assert all(group in text for group in ("企业档案", "设立登记", "其他工具"))
    assert filed.uscc in text and filed.operator not in text


def test_groups_narrow_the_list(archivist: Clerk, filed: Licensed) -> None:
    """By outcome, by state, by who approved."""
    assert filed.uscc in archivist.go("/archive?group=licensed").text
    assert filed.uscc in archivist.go("/archive?group=smart").text
    assert filed.uscc not in archivist.go("/archive?group=rejected").text
    assert filed.uscc not in archivist.go("/archive?group=unfiled").text
    assert archivist.go("/archive?group=none").status_code == 404


def test_files_are_searched_without_a_person_in_an_address(archivist: Clerk, filed: Licensed) -> None:
    """By name, operator, archive number and day; what is wrong is told at its field."""
    assert filed.uscc in search(archivist, operator=filed.operator, full_name=filed.trade_name)
    assert str(archivist.page.url).endswith("/archive")
    assert filed.uscc in search(archivist, archive_no=filed.archive_no, category="设立登记", status="已归档")
    assert "没有符合条件的档案" in search(archivist, operator="查无此人")
    text = search(archivist, filed_from="2026-13-01", full_name=filed.trade_name)
    assert archivist.page.status_code == 422
    assert 'id="filed_from-fault"' in text and f'value="{filed.trade_name}"' in text


def test_only_archivists_open_files(member: Visitor, examiner: Clerk, filed: Licensed) -> None:
    """403 for applicants and examiners, on the list and on a file."""
    for visitor in (member, examiner):
        for path in ("/archive", f"/archive/{filed.archive_no}", "/archive/destructions"):
            assert visitor.go(path).status_code == 403


def test_a_file_that_is_none_is_not_found(archivist: Clerk, filed: Licensed) -> None:
    """Neither a number nobody has, nor another volume in a file."""
    assert archivist.go("/archive/14021300A999999").status_code == 404
    other = filed.volume_name.replace("A0", "A9")
    assert archivist.go(f"/archive/{filed.archive_no}/{other}/1.pdf").status_code == 404
    assert archivist.go(f"/archive/{filed.archive_no}/{filed.volume_name}/999.pdf").status_code == 404


def test_a_file_shows_its_head_and_its_inventory(archivist: Clerk, filed: Licensed) -> None:
    """店铺名称, 档案号, code, operator; groups with page ranges; and that nothing of it can be changed."""
    text = archivist.go(f"/archive/{filed.archive_no}").text
    for field in ("店铺名称", "档案号", "统一社会信用代码", "经营者"):
        assert f"<dt>{field}</dt>" in text
    assert "【名称自主申报】" in text and "【设立登记】设立登记材料" in text
    assert re.search(r"第\d+-\d+页共\d+页", text)
    assert "材料文件在归档时已固定" in text
    assert not re.search(r"<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=", text)


def test_documents_and_package_are_read(archivist: Clerk, filed: Licensed) -> None:
    """Each as PDF and as pictures; the package as one file with everything in it."""
    base = f"/archive/{filed.archive_no}/{filed.volume_name}"
    pictures = re.findall(rf'src="({base}/\d+/\d+\.png)"', archivist.go(f"/archive/{filed.archive_no}").text)
    assert len(pictures) >= 10
    assert archivist.http.get(pictures[1]).content.startswith(b"\x89PNG")
    assert archivist.http.get(f"{base}/1.pdf").content.startswith(b"%PDF")
    package = archivist.http.get(f"{base}/package.zip")
    assert f"{filed.volume_name}.zip" in package.headers["content-disposition"]
    assert zipfile.ZipFile(io.BytesIO(package.content)).testzip() is None


def test_a_package_is_verified_now(archivist: Clerk, filed: Licensed) -> None:
    """The four properties, as they are at this moment."""
    path = f"/archive/{filed.archive_no}"
    archivist.go(path)
    text = archivist.send(path, step="verify", volume_name=filed.volume_name).text
    assert "档案包完整，与归档时一致" in text
    assert all(each in text for each in ("真实性", "完整性", "可用性", "安全性"))
    assert archivist.send(path, step="verify", volume_name="14021300A999999-20261122").status_code == 404


def test_filing_information_is_edited_with_a_trace(archivist: Clerk, filed: Licensed) -> None:
    """What was touched is changed and written down, before and after; faults at their fields; of two archivists who
    edit at once the second is told."""
    path = f"/archive/{filed.archive_no}"
    archivist.go(path)
    stale = editing(archivist, path)
    archivist.page = archivist.http.post(path, data=stale | {"place": "电子档案库二区"})
    edited = archivist.page.text
    assert archivist.path == path and "电子档案库二区" in edited
    assert "电子档案库 → 电子档案库二区" in edited and "本人经办" in edited
    assert edited.count("<li><strong>归档地点</strong>") == 1
    late = archivist.http.post(path, data=stale | {"place": "电子档案库三区"})
    assert late.status_code == 412 and "归档信息已被他人修改" in late.text and "电子档案库三区" in late.text
    archivist.go(path)
    wrong = archivist.http.post(path, data=editing(archivist, path) | {"filed_at": "2999-01-01T10:00", "reason": ""})
    assert wrong.status_code == 422 and 'id="reason-fault"' in wrong.text
    future = archivist.http.post(path, data=editing(archivist, path) | {"filed_at": "2999-01-01T10:00"})
    assert 'id="filed_at-fault"' in future.text
    assert "电子档案库三区" not in archivist.go(path).text


def editing(clerk: Clerk, path: str) -> dict[str, str]:
    """The fields of the form that edits, as the page shows them."""
    forms = re.findall(rf'<form method="post" action="{path}">.*?</form>', clerk.page.text, re.DOTALL)
    form = next(form for form in forms if 'name="filed_at"' in form)
    return dict(re.findall(r'name="([^"]+)"[^>]*? value="([^"]*)"', form))


def test_the_archivist_reads_who_looked(archivist: Clerk, filed: Licensed) -> None:
    """Linked from the file: one's own look at it is there, without a name."""
    text = archivist.go(f"/archive/{filed.archive_no}").text
    assert "保管期限 30年" in text and f'href="/archive/{filed.archive_no}/accesses"' in text
    seen = archivist.go(f"/archive/{filed.archive_no}/accesses").text
    assert "查看记录" in seen and "本人" in seen and filed.operator not in seen


def test_a_copy_is_given_to_an_organ(archivist: Clerk, filed: Licensed) -> None:
    """With its letter and two people; one of them is not enough, and what was typed stays."""
    path = f"/archive/{filed.archive_no}/copies"
    typed = {
        **{"volume_name": filed.volume_name, "reader": "organ", "asker": "大同市平城区人民法院", "purpose": "执行查询"},
        **{"letter": "（2026）晋0213执12号", "person_1": "赵一"},
    }
    archivist.go(path)
    refused = archivist.send(path, **typed)
    assert refused.status_code == 422 and "（2026）晋0213执12号" in refused.text
    given = archivist.send(path, **typed, person_2="钱二")
    assert given.status_code == 200 and "赵一、钱二" in given.text
    (link,) = set(re.findall(rf"{path}/[0-9A-Z-]+\.pdf", given.text))
    assert archivist.go(link).content.startswith(b"%PDF-")


def test_anybody_checks_a_copy(archivist: Clerk, filed: Licensed, visitor: Visitor) -> None:
    """On the public page: by its code, as a link too, and by the file; another code is said to be none."""
    path = f"/archive/{filed.archive_no}/copies"
    archivist.go(path)
    typed = {
        "reader": "lawyer",
        "asker": "某律师事务所",
        "purpose": "民事诉讼取证",
        "letter": "律函7",
        "person_1": "孙三",
    }
    given = archivist.send(path, volume_name=filed.volume_name, **typed)
    code = re.findall(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}(?=<)", given.text)[0]
    link = re.findall(rf"{path}/[0-9A-Z-]+\.pdf", given.text)[0]
    assert "民事诉讼取证" in visitor.go(f"/verify/copies/{code}").text
    visitor.go("/verify")
    assert "民事诉讼取证" in visitor.send("/verify", by="copy", code=code.lower()).text
    unknown = visitor.send("/verify", by="copy", code="0000-0000-0000-0000")
    assert unknown.status_code == 404 and "没有制作过带有这个核验码的复制件" in unknown.text
    file = ("copy.pdf", archivist.go(link).content, "application/pdf")
    assert "此文件没有改动" in visitor.send("/verify", {"document": file}, by="document").text


def test_nothing_is_destroyed_before_its_time(archivist: Clerk, filed: Licensed) -> None:
    """The page says that nothing is due; whoever asks all the same is refused, and what they typed stays."""
    assert "没有保管期满的案卷" in archivist.go("/archive/destructions").text
    archivist.go("/archive")
    typed = {
        filed.volume_name: "destroy",
        "reason": "不想保管",
        "request_id": "too-early",
        **archivist.hidden("/archive"),
    }
    refused = archivist.http.post("/archive/destructions", data=typed)
    assert refused.status_code == 422 and f"{filed.volume_name} 现在不能销毁" in refused.text
