using Polydev.Cli.Output;

namespace Polydev.Cli.Capacity;

/// <summary>A machine as the command line describes it.</summary>
/// <param name="Memory">Memory it has.</param>
/// <param name="Reserve">Memory that is left alone.</param>
/// <param name="Cpus">Cores it has.</param>
internal sealed record Machine(ByteSize Memory, ByteSize Reserve, double Cpus);
