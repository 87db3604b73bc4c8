namespace Polydev.Drivers.Docker.Images;

/// <summary>How a container in direct mode ended.</summary>
/// <param name="ExitCode">Its exit code; -1 when it was given up.</param>
/// <param name="Output">What it wrote to standard output: the answer.</param>
/// <param name="Error">What it wrote to standard error.</param>
/// <param name="Took">From the call to make it until its output was read.</param>
public sealed record DirectAnswer(int ExitCode, string Output, string Error, TimeSpan Took);
