//! What browsers really recorded, read, cleaned, and decoded again by a program that is not ours.

#[cfg(test)]
mod recordings {
    mod decoded;
    mod holes;
    mod hostile;
    mod tools;
    mod traces;
}
