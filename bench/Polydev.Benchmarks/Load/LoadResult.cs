namespace Polydev.Benchmarks.Load;

/// <summary>What came of a load on one arm.</summary>
/// <param name="First">Time to the first output event.</param>
/// <param name="Whole">Time to the end of the answer.</param>
/// <param name="PerSecond">Good answers a second.</param>
/// <param name="Bad">Answers that were not whole, or not 200, or without the marker.</param>
/// <param name="CpuMicroseconds">CPU of the measured processes per answer.</param>
internal sealed record LoadResult(Samples First, Samples Whole, double PerSecond, int Bad, double CpuMicroseconds);
