"""Forms as a browser sends them become sections as the filing service keeps them."""

from __future__ import annotations

from services.portal.domain.forms import details_of, operator_of, premises_of, typed_of, without


def test_a_business_without_a_name_sends_none() -> None:
    """`needs_name` is an answer of its own; an empty field is no answer."""
    section = premises_of({"needs_name": "no", "street_name": "", "detail": "迎宾街1号"})
    assert section == {"needs_name": False, "detail": "迎宾街1号"}


def test_sex_and_birth_date_of_an_identity_card_are_not_sent() -> None:
    """They follow from the number; another document does not tell them."""
    typed = {"id_document_type": "10", "sex": "1", "birth_date": "1988-01-01"}
    assert "sex" not in operator_of(typed)
    assert operator_of(typed | {"id_document_type": "40"})["birth_date"] == "1988-01-01"


def test_long_validity_outweighs_a_date() -> None:
    """长期 is a value of the same field as the date."""
    assert operator_of({"id_valid_until": "2030-01-01", "id_long_term": "yes"})["id_valid_until"] == "长期"


def test_family_members_belong_to_a_family_business_only() -> None:
    """Rows in which nothing was typed are no members."""
    typed = {"composition_form": "2", "family_members.0.name": "穆禾", "family_members.2.relation": "配偶"}
    assert operator_of(typed)["family_members"] == [{"name": "穆禾"}, {"relation": "配偶"}]
    assert "family_members" not in operator_of(typed | {"composition_form": "1"})


def test_delivery_is_asked_only_with_a_paper_licence() -> None:
    """What was typed for the post is not sent for the window."""
    typed = {"needs_paper_licence": "yes", "delivery.method": "window", "delivery.recipient": "穆静"}
    assert details_of(typed, [])["delivery"] == {"method": "window"}
    assert "delivery" not in details_of(typed | {"needs_paper_licence": "no"}, [])


def test_of_business_on_networks_only_no_place_is_sent() -> None:
    """Whatever was typed there before the answer changed."""
    typed = {
        "network_only": "yes",
        "street_name": "大庆路街道",
        "detail": "迎宾街1号",
        "further.0.detail": "迎宾街2号",
        "network_places.0.url": "https://shop.example.com/7",
    }
    assert premises_of(typed) == {"network_only": True, "network_places": [{"url": "https://shop.example.com/7"}]}
    assert premises_of(typed | {"network_only": "no"})["further"] == [{"detail": "迎宾街2号"}]


def test_places_fill_their_form_again() -> None:
    """There and back again, a box that is not ticked included."""
    typed = {
        "network_only": "no",
        "further.0.detail": "迎宾街2号",
        "further.0.residential_consent": "yes",
        "further.1.detail": "迎宾街3号",
        "network_places.0.platform_name": "示例电子商务平台",
    }
    assert typed_of(premises_of(typed)) == typed


def test_a_kept_section_fills_its_form_again() -> None:
    """There and back again."""
    typed = {
        "shop_name": "穆静饺子馆",
        "is_urban": "yes",
        "needs_paper_licence": "no",
        "premises_commitment.owner": "刘某某",
        "premises_commitment.accepted": "yes",
    }
    kept = details_of(typed, ["餐饮服务"])
    again = typed_of(kept)
    assert {name: again[name] for name in typed} == typed


def test_a_draft_leaves_out_only_what_is_wrong() -> None:
    """A fault inside a part takes that field, and not the part."""
    section = {"postcode": "x", "premises_commitment": {"owner": "刘", "area": "?"}, "scope_items": ["a"]}
    kept = without(section, ["/postcode", "/premises_commitment/area", "/scope_items/0", None])
    assert kept == {"premises_commitment": {"owner": "刘"}}
    assert section["premises_commitment"] == {"owner": "刘", "area": "?"}


def test_a_draft_keeps_the_rest_of_a_place() -> None:
    """A fault in one row takes that field of that row; a fault of the whole list takes the list."""
    section = {"further": [{"detail": "x", "owner": "刘"}, {"detail": "迎宾街2号"}]}
    assert without(section, ["/further/0/detail"]) == {"further": [{"owner": "刘"}, {"detail": "迎宾街2号"}]}
    assert without(section, ["/further"]) == {}
