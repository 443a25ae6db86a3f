use super::*;

#[test]
fn a_page_loses_its_marks_and_keeps_its_code() {
    let entry = Entry {
        name: "MC0001",
        title: "甲",
        page: "# MC0001 甲\n\n## 现象\n\n写 `乙` 时**出错**。\n\n```mingce 报错\n输入 乙\n```\n",
    };
    let expected = "MC0001 甲\n═════════\n\n【现象】\n\n写 乙 时出错。\n\n    输入 乙\n";
    assert_eq!(page(&entry), expected);
}

#[test]
fn the_index_lists_every_code() {
    assert_eq!(index().lines().count(), TABLE.len());
}
