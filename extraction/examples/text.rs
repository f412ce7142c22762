//! Prints the text of files: `cargo run -p extraction --example text -- FILE…`.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for file in std::env::args().skip(1) {
        let started = std::time::Instant::now();
        match extraction::extract(&std::fs::read(&file)?) {
            Ok(read) => println!("{}", read.pages.join("\n\u{c}\n")),
            Err(refused) => println!("{file}: {}: {refused}", refused.code()),
        }
        eprintln!("{file} in {} ms", started.elapsed().as_millis());
    }
    Ok(())
}
