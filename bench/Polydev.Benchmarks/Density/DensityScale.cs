namespace Polydev.Benchmarks.Density;

/// <summary>How much of everything the bench of density does.</summary>
/// <param name="Rounds">Starts of each kind, one after another.</param>
/// <param name="Workers">Idle workers on the machine.</param>
/// <param name="Streams">Workers that stream at the same time under the first version's limits.</param>
/// <param name="Seconds">How long they stream.</param>
/// <param name="Baseline">Containers of Node beside as many of ours; 0 leaves Node out.</param>
internal sealed record DensityScale(int Rounds, int Workers, int Streams, int Seconds, int Baseline);
