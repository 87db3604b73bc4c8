namespace Polydev.Drivers.Docker.Shims;

/// <summary>The process between an engine and one container.</summary>
/// <param name="Process">Its process id.</param>
/// <param name="Container">Id of the container, which its command line names.</param>
internal sealed record Shim(int Process, string Container);
