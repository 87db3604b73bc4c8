using Polydev.Controller.Workers;

namespace Polydev.Controller.Pools;

/// <summary>A place that was taken on a worker.</summary>
/// <param name="Worker">The worker; the place is counted.</param>
/// <param name="Fresh">Whether the worker was warm a moment ago and still has to be told whose it is.</param>
internal readonly record struct Placement(LiveWorker Worker, bool Fresh);
