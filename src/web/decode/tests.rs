use super::*;
use crate::values::{DealerId, Phone, RewardId};
use crate::web::{Line, Number, Secret};
use serde::Deserialize;

#[derive(Debug, PartialEq, Deserialize)]
struct Place {
    city: Line<5>,
    street: Line<10>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Arguments {
    id: RewardId,
    place: Place,
    phone: Phone,
    seats: Option<Number<1, 9>>,
    dealer: DealerId,
    agreed: bool,
    password: Secret,
    tags: Vec<String>,
}

fn read(id: &str, body: &str) -> Result<Arguments> {
    decode(&Form::of([("id", id)].into_iter()), &Form::parse(body.as_bytes()))
}

fn problems(result: Result<Arguments>) -> Vec<(String, Problem)> {
    let Err(AppError::Invalid(errors)) = result else { panic!("{result:?}") };
    errors.into_iter().map(|error| (error.field, error.problem)).collect()
}

#[test]
fn fields_and_ids_are_decoded_into_arguments() {
    let body =
        "id=9&city=+Xi&street=a&phone=138+0013+8001&seats=%EF%BC%93&dealer=4&agreed=yes&password=+a+&tags=x&tags=y";
    let arguments = read("7", body).unwrap();
    assert_eq!((arguments.id, arguments.dealer, arguments.seats), (RewardId(7), DealerId(4), Some(Number(3))));
    assert_eq!((arguments.place.city.0.as_str(), arguments.phone.as_str()), ("Xi", "13800138001"));
    assert_eq!((arguments.password.0.as_str(), arguments.agreed), (" a ", true));
    assert_eq!(arguments.tags, ["x", "y"]);
    assert_eq!(format!("{:?}", arguments.password), "Secret");
}

#[test]
fn all_problems_are_reported_at_once() {
    let wrong = problems(read("7", "city=long+name&street=&phone=13&seats=10&dealer="));
    let expected = [
        ("city", Problem::TooLong { max: 5 }),
        ("street", Problem::Empty),
        ("phone", Problem::NotAPhone),
        ("seats", Problem::OutOfRange { min: 1, max: 9 }),
        ("dealer", Problem::NotChosen),
    ];
    assert_eq!(wrong, expected.map(|(field, problem)| (field.to_owned(), problem)));
}

#[test]
fn an_optional_field_can_be_wrong() {
    let wrong = problems(read("7", "city=Xi&street=a&phone=13800138001&seats=x&dealer=4&password=a"));
    assert_eq!(wrong, [("seats".to_owned(), Problem::NotANumber)]);
}

#[test]
fn a_malformed_id_in_the_address_is_not_found() {
    assert_eq!(read("7x", "").unwrap_err(), AppError::NotFound);
    assert_eq!(read("", "").unwrap_err(), AppError::NotFound);
}
