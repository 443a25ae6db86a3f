use super::*;

#[test]
fn counts_and_escapes() {
    let pass = Case { name: "张三".to_owned(), failure: None };
    let fail = Case { name: "a<b".to_owned(), failure: Some("应为 1 & 得 2\n第二行\u{1}".to_owned()) };
    let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
<testsuites name=\"mingce\" tests=\"2\" failures=\"1\">\n  \
<testsuite name=\"例\" tests=\"2\" failures=\"1\">\n    \
<testcase classname=\"例\" name=\"张三\"/>\n    \
<testcase classname=\"例\" name=\"a&lt;b\">\n      \
<failure message=\"应为 1 &amp; 得 2\">应为 1 &amp; 得 2\n第二行\u{fffd}</failure>\n    \
</testcase>\n  \
</testsuite>\n\
</testsuites>\n";
    assert_eq!(render(&[Group { name: "例".to_owned(), cases: vec![pass, fail] }]), expected);
}
