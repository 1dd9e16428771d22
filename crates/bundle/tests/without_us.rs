//! A bundle with recordings, opened and checked by programs that know nothing of us.

use std::fs;
use std::path::Path;
use std::process::Command;

#[track_caller]
fn run(program: &str, folder: &Path, arguments: &[&str]) {
    let out = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{program} {arguments:?}: {said}");
}

#[test]
#[ignore = "needs age, unzip, sha256sum, sha512sum and python3 with bagit"]
fn other_programs_open_it_and_find_it_whole() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/testkit");
    for name in ["spoken", "spoken-armoured"] {
        let file = fs::read(golden.join(name)).unwrap();
        let end = file.windows(2).position(|two| two == b"\n\n").unwrap();
        let header = std::str::from_utf8(&file[..end]).unwrap();
        let (_, identity) = header.split_once("identity: ").unwrap();
        fs::write(home.join("desk.key"), format!("{identity}\n")).unwrap();
        fs::write(home.join("bundle.age"), &file[end + 2..]).unwrap();
        let zip = format!("{name}.zip");
        run(
            "age",
            home,
            &["-d", "-i", "desk.key", "-o", &zip, "bundle.age"],
        );
        run("unzip", home, &["-q", "-t", &zip]);
        run("unzip", home, &["-q", &zip, "-d", name]);
        let bag = fs::read_dir(home.join(name)).unwrap().next().unwrap();
        let bag = bag.unwrap().path();
        let bag_name = bag.display().to_string();
        run("python3", home, &["-m", "bagit", "--validate", &bag_name]);
        for manifest in ["manifest-sha512.txt", "tagmanifest-sha512.txt"] {
            run("sha512sum", &bag, &["--strict", "-c", manifest]);
        }
        run(
            "sha256sum",
            &bag,
            &["--strict", "-c", "manifest-sha256.txt"],
        );
        let audio = bag.join("data/audio");
        assert_eq!(fs::read_dir(audio).unwrap().count(), 3);
    }
}
