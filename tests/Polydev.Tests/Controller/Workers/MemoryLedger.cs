using System.Collections.Concurrent;
using Polydev.Controller.Pools;
using Polydev.Controller.Workers;

namespace Polydev.Tests.Controller.Workers;

/// <summary>Claims in memory.</summary>
internal sealed class MemoryLedger : IClaimLedger
{
    public List<ClaimRecord> Stored { get; } = [];

    public ConcurrentQueue<(string Worker, string Tenant)> Claims { get; } = new();

    public ConcurrentQueue<string> Ends { get; } = new();

    public Task<IReadOnlyList<ClaimRecord>> ReadAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ClaimRecord>>(Stored);

    public void Claimed(LiveWorker worker) => Claims.Enqueue((worker.Id, worker.Tenant!));

    public void Gone(string workerId) => Ends.Enqueue(workerId);
}
