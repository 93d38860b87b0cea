//! The window takes no more memory the longer it is open.
//!
//! Alone in its process: what the whole process holds is measured.

#![cfg(all(target_os = "linux", target_env = "gnu"))]

mod full_window;

use egui::{Event, pos2};
use full_window::FullWindow;

/// Bytes that the process has from the allocator.
fn held() -> usize {
    // SAFETY: it only reads.
    let info = unsafe { libc::mallinfo2() };
    info.uordblks + info.hblkhd
}

/// More than every buffer that grows by doubling can take at its last step.
const SLACK: usize = 256 * 1024;

#[test]
fn ten_thousand_frames_leave_nothing_behind() {
    let mut window = FullWindow::open();
    let mut run = |frames: usize| {
        for number in 0..frames {
            let pointer = pos2(450.0 + (number % 400) as f32, 300.0);
            let mut frame = window.frame(vec![Event::PointerMoved(pointer)]);
            frame.textures_delta.clear();
            // Triangles take the longest; now and then is enough for what stays of them.
            if number % 10 == 0 {
                assert!(window.triangles(frame) > 1_000);
            }
        }
        held()
    };
    // Caches and buffers find their size.
    let before = run(500);
    let after = run(10_000);
    assert!(
        after < before + SLACK,
        "{} bytes more after 10,000 frames",
        after - before
    );
}
