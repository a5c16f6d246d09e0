using Xunit;

// What the trainer says on its standard error belongs to the test that made it say so, and is shown only when that test fails.
[assembly: CaptureConsole]
