//! The ledger for continuous integration: one test case a claim, failed where it is not as stated.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use crate::ledger::Ledger;

/// The report as XML. Without times, so that the same ledger gives the same bytes.
pub fn junit(ledger: &Ledger) -> String {
    let mut report = Report::new("mechproof");
    let mut papers: Vec<&str> = Vec::new();
    for record in &ledger.records {
        if !papers.contains(&record.paper.as_str()) {
            papers.push(&record.paper);
        }
    }
    for paper in papers {
        let mut suite = TestSuite::new(paper);
        for record in ledger.records.iter().filter(|record| record.paper == paper) {
            let status = match record.complaint() {
                None => TestCaseStatus::success(),
                Some(complaint) => {
                    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
                    status.set_message(complaint);
                    status
                }
            };
            suite.add_test_case(TestCase::new(record.id.as_str(), status));
        }
        report.add_test_suite(suite);
    }
    report.to_string().unwrap_or_default()
}
