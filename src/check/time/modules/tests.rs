use super::{stated_date, year_of};
use crate::base::date::Date;

#[test]
fn dates_within_a_title() {
    assert_eq!(stated_date("《医保政策宣传手册》 2025年11月"), Date::new(2025, 11, 1));
    assert_eq!(stated_date("《某市2025年办法》 2025年3月25日"), Date::new(2025, 3, 25));
    assert_eq!(stated_date("《办法》 2025年3月25日"), Date::new(2025, 3, 25));
    assert_eq!(stated_date("《办法》 2025年"), None);
}

#[test]
fn the_year_of_a_number() {
    assert_eq!(year_of("渝医保发〔2025〕10号"), Some(2025));
    assert_eq!(year_of("某发[2024]3号"), Some(2024));
    assert_eq!(year_of("第3号"), None);
}
