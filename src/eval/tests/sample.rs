//! Resident inpatient care and 大病, as in the tutorial: a table, two clauses, a yearly ceiling, a schedule.

use super::build::{Build, num, yuan};
use crate::eval::Facts;
use crate::ir::value::Value;
use crate::ir::*;

pub struct Sample {
    pub p: Program,
    pub place: InputId,
    pub level: InputId,
    pub total: InputId,
    pub covered: InputId,
    pub paid: ItemId,
    pub copay: ItemId,
    pub own: ItemId,
    pub illness: ItemId,
    pub year: AccumId,
}

impl Sample {
    /// 就医方式：0 市内、1 长期备案、2 临时备案；机构等级：0 乡镇卫生院、1 二级、2 三级。
    pub fn stay(&self, place: u32, level: u32, total: &str, covered: &str) -> Facts {
        vec![
            (self.place, Some(Value::Member(place))),
            (self.level, Some(Value::Member(level))),
            (self.total, Some(yuan(total))),
            (self.covered, Some(yuan(covered))),
        ]
    }
}

pub fn sample() -> Sample {
    let mut b = Build::new();
    let places = b.enumeration("就医方式", &["市内", "长期备案", "临时备案"]);
    let levels = b.enumeration("机构等级", &["乡镇卫生院", "二级", "三级"]);
    let place = b.input("就医方式", Ty::Enum(places));
    let level = b.input("机构等级", Ty::Enum(levels));
    let total = b.input("医疗总费用", Ty::Amount);
    let covered = b.input("政策范围内费用", Ty::Amount);
    let deductible = b.item("起付标准", Ty::Amount);
    let ratio = b.item("报销比例", Ty::Ratio);
    let paid = b.amount("统筹支付");
    let copay = b.amount("个人自付");
    let own = b.amount("个人自费");
    let illness = b.amount("大病保险支付");
    table(&mut b, (place, level), (deductible, ratio));
    let year = inpatient(&mut b, covered, total, (deductible, ratio), (paid, copay, own));
    critical(&mut b, copay, illness);
    Sample { p: b.done(), place, level, total, covered, paid, copay, own, illness, year }
}

fn table(b: &mut Build, (place, level): (InputId, InputId), (deductible, ratio): (ItemId, ItemId)) {
    let columns = [b.get(place), b.get(level)];
    let mut rows = Vec::new();
    for (at, amount, share) in [(0, "100", "0.9"), (1, "400", "0.75"), (2, "700", "0.6")] {
        let cells = vec![CellTest::In(vec![0]), CellTest::In(vec![at])];
        rows.push((cells, vec![b.yuan(amount), b.ratio(share)]));
    }
    let cells = vec![CellTest::In(vec![1, 2]), CellTest::Any];
    rows.push((cells, vec![b.yuan("1000"), b.ratio("0.5")]));
    b.table("住院标准", &columns, &[deductible, ratio], rows);
}

fn inpatient(
    b: &mut Build,
    covered: InputId,
    total: InputId,
    (deductible, ratio): (ItemId, ItemId),
    (paid, copay, own): (ItemId, ItemId, ItemId),
) -> AccumId {
    let (cost, line, share, zero) = (b.get(covered), b.of(deductible), b.of(ratio), b.yuan("0"));
    let over = b.e(Expr::Sub(cost, line), Ty::Amount);
    let over = b.e(Expr::Max(vec![over, zero]), Ty::Amount);
    let pay = b.e(Expr::Mul(over, share), Ty::Amount);
    let (cost, paid_now) = (b.get(covered), b.of(paid));
    let rest = b.e(Expr::Sub(cost, paid_now), Ty::Amount);
    let (all, cost) = (b.get(total), b.get(covered));
    let outside = b.e(Expr::Sub(all, cost), Ty::Amount);
    b.rule("住院报销", None, &[(paid, pay), (copay, rest), (own, outside)]);
    let value = b.of(paid);
    let year = b.accum("年度统筹支付", Window::CalendarYear, &[paid], value);
    let limit = b.yuan("110000");
    b.cap(paid, Some(year), limit);
    year
}

fn critical(b: &mut Build, copay: ItemId, illness: ItemId) {
    let line = b.param("大病起付线", Ty::Amount, vec![(Effective::default(), Some(Value::Num(num("14448"))))]);
    let bands = b.bands(
        "大病分段",
        &[(None, Some("100000"), "0.6"), (Some("100000"), Some("200000"), "0.7"), (Some("200000"), None, "0.85")],
    );
    let value = b.of(copay);
    let year = b.accum("年度自付", Window::CalendarYear, &[copay], value);
    let value = b.of(illness);
    let paid = b.accum("年度大病", Window::CalendarYear, &[illness], value);
    let (before, now) = (b.e(Expr::Accum(year), Ty::Amount), b.of(copay));
    let sum = b.e(Expr::Add(before, now), Ty::Amount);
    let line = b.e(Expr::Param(line), Ty::Amount);
    let over = b.e(Expr::Sub(sum, line), Ty::Amount);
    let pay = b.e(Expr::Bands { bands, column: 0, value: over }, Ty::Amount);
    let before = b.e(Expr::Accum(paid), Ty::Amount);
    let pay = b.e(Expr::Sub(pay, before), Ty::Amount);
    b.rule("大病保险", None, &[(illness, pay)]);
}
