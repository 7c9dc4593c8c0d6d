from __future__ import annotations

from typing import TYPE_CHECKING

from entelech import schema

if TYPE_CHECKING:
    from tests.infra.conftest import Resources

TABLE = "AWS::DynamoDB::GlobalTable"


def test_the_table_can_be_brought_back_and_is_not_deleted_by_mistake(resources: Resources):
    (table,) = resources.of_type(TABLE).values()
    (resource,) = [r for r in resources.template["Resources"].values() if r["Type"] == TABLE]
    (replica,) = table["Replicas"]

    assert replica["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert replica["DeletionProtectionEnabled"] is True
    assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("Retain", "Retain")


def test_the_table_has_the_keys_that_the_code_uses(resources: Resources):
    (table,) = resources.of_type(TABLE).values()

    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["TimeToLiveSpecification"] == {
        "AttributeName": schema.TTL_ATTRIBUTE,
        "Enabled": True,
    }
    assert table["KeySchema"] == _keys(schema.PARTITION_KEY, schema.SORT_KEY)
    assert table["GlobalSecondaryIndexes"] == [
        {
            "IndexName": schema.LISTING_INDEX,
            "KeySchema": _keys(schema.LISTING_PARTITION_KEY, schema.LISTING_SORT_KEY),
            "Projection": {"ProjectionType": "ALL"},
        }
    ]


def test_archive_and_reports_outlive_the_stack_and_forget_only_what_was_replaced(
    resources: Resources,
):
    kept = [
        resource
        for resource in resources.template["Resources"].values()
        if resource["Type"] == "AWS::S3::Bucket"
        and "LifecycleConfiguration" in resource["Properties"]
    ]

    assert len(kept) == 2
    for bucket in kept:
        (rule,) = bucket["Properties"]["LifecycleConfiguration"]["Rules"]
        assert bucket["DeletionPolicy"] == "Retain"
        assert bucket["Properties"]["VersioningConfiguration"] == {"Status": "Enabled"}
        assert rule["NoncurrentVersionExpiration"] == {"NoncurrentDays": 30}
        assert "ExpirationInDays" not in rule


def _keys(partition: str, sort: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": partition, "KeyType": "HASH"},
        {"AttributeName": sort, "KeyType": "RANGE"},
    ]
