use super::*;

#[test]
fn division_codes_have_six_digits_of_a_province() {
    assert!(is_division_code("511900"));
    for bad in ["51190", "5119000", "991900", "51190a", "５１１９００", ""] {
        assert!(!is_division_code(bad), "{bad}");
    }
}

#[test]
fn names_are_one_word() {
    assert_eq!(clean_name("巴 中（市）\n条款"), "巴中市条款");
}
