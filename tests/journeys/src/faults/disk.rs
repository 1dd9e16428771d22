//! A disk of its own for a profile, so that its power can be cut and its room be filled.

use std::{
    cell::Cell,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::Duration,
};

use crate::run;

/// A file system in a file, mounted where a profile lies. It goes when it is dropped.
pub(crate) struct Disk {
    folder: PathBuf,
    mount: PathBuf,
    /// How often the power was cut. Every image has a name of its own: mount takes a loop device
    /// that still holds a file of the same name, although that file is another one by now.
    cuts: Cell<u32>,
}

impl Disk {
    /// Makes a disk of so many megabytes and mounts it. Needs root and a free loop device.
    #[track_caller]
    pub(crate) fn make(folder: &Path, megabytes: u64) -> Self {
        let mount = folder.join("profile");
        fs::create_dir_all(&mount).expect("a folder can be made");
        let disk = Self {
            folder: folder.to_path_buf(),
            mount,
            cuts: Cell::new(0),
        };
        let image = disk.image(0);
        let file = fs::File::create(&image).expect("a file can be made");
        file.set_len(megabytes * 1024 * 1024)
            .expect("a file can be as long as that");
        // Nothing is left for later: what the disk does by itself would be taken for the app's.
        let features = "lazy_itable_init=0,lazy_journal_init=0";
        let file = image.display().to_string();
        let arguments = ["-q", "-F", "-m", "0", "-E", features, &file];
        run("mkfs.ext4", folder, &arguments, None);
        disk.mount();
        disk
    }

    /// Where it is mounted.
    pub(crate) fn mounted(&self) -> &Path {
        &self.mount
    }

    /// Waits until all that was written lies on the disk.
    #[track_caller]
    pub(crate) fn sync(&self) {
        let mount = self.mount.display().to_string();
        run("sync", Path::new("/"), &["-f", &mount], None);
    }

    /// Keeps what lies on the disk at this moment; what the system still holds back is not in it.
    /// **The browser MUST be frozen.**
    ///
    /// A copy takes a moment, and one that the disk is written to in its midst is no moment of the
    /// disk at all: its table of files would be newer than its files. It is taken again then.
    #[track_caller]
    pub(crate) fn keep_cut(&self) {
        let cuts = self.cuts.get();
        let image = self.image(cuts).display().to_string();
        let cut = self.image(cuts + 1).display().to_string();
        let arguments = ["--sparse=always", &image, &cut];
        for _ in 0..50 {
            let before = self.writes();
            run("cp", Path::new("/"), &arguments, None);
            if before == self.writes() {
                return;
            }
        }
        panic!("the disk is never at rest");
    }

    /// How many writes the disk has seen, once none is under way.
    #[track_caller]
    fn writes(&self) -> String {
        let mount = self.mount.display().to_string();
        let device = run("findmnt", Path::new("/"), &["-no", "SOURCE", &mount], None);
        let name = device.trim().trim_start_matches("/dev/");
        loop {
            // Linux, Documentation/block/stat.rst: the fifth number counts writes, the ninth those
            // under way.
            let stat = fs::read_to_string(format!("/sys/block/{name}/stat"));
            let stat = stat.expect("a loop device has figures");
            let numbers: Vec<&str> = stat.split_whitespace().collect();
            if numbers[8] == "0" {
                return numbers[4].to_owned();
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Goes on from what was kept, as after a power cut. Nobody may have the disk open.
    #[track_caller]
    pub(crate) fn go_on_from_cut(&self) {
        self.unmount();
        let cuts = self.cuts.get();
        fs::remove_file(self.image(cuts)).expect("a file can be removed");
        self.cuts.set(cuts + 1);
        self.mount();
    }

    /// Fills the disk up to so many bytes; gives the file that does so.
    #[track_caller]
    pub(crate) fn fill(&self, left: u64) -> PathBuf {
        let file = self.mount.join("filler");
        let mut open = fs::File::create(&file).expect("a file can be made");
        let mut size = 1 << 20;
        while size > 0 {
            if open.write_all(&vec![0x5a; size]).is_err() {
                size /= 2;
            }
        }
        // What could not be written lies nowhere; the rest does.
        let _ = open.sync_all();
        let length = open.metadata().map_or(0, |file| file.len());
        open.set_len(length.saturating_sub(left))
            .expect("a file can be cut");
        file
    }

    fn image(&self, cuts: u32) -> PathBuf {
        self.folder.join(format!("disk-{cuts}"))
    }

    #[track_caller]
    fn mount(&self) {
        let (image, mount) = (
            self.image(self.cuts.get()).display().to_string(),
            self.mount.display().to_string(),
        );
        run(
            "mount",
            Path::new("/"),
            &["-o", "loop", &image, &mount],
            None,
        );
    }

    /// Gives the mount and its loop device back. A killed browser's last process may still let go.
    fn unmount(&self) {
        for lazily in [false; 50].into_iter().chain([true]) {
            let mut command = Command::new("umount");
            if lazily {
                command.arg("--lazy");
            }
            let done = command.arg(&self.mount).output();
            if done.is_ok_and(|output| output.status.success()) {
                return;
            }
            thread::sleep(Duration::from_millis(100));
        }
    }
}

/// Unmounts whatever is mounted below a folder.
pub(crate) fn unmount_all_in(folder: &Path) {
    let mounts = fs::read_to_string("/proc/mounts").unwrap_or_default();
    for mount in mounts.lines().filter_map(|line| line.split(' ').nth(1)) {
        if Path::new(mount).starts_with(folder) {
            let _ = Command::new("umount").arg(mount).output();
        }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        self.unmount();
        for cuts in [self.cuts.get(), self.cuts.get() + 1] {
            let _ = fs::remove_file(self.image(cuts));
        }
    }
}
