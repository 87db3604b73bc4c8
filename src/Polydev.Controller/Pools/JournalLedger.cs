using Polydev.Controller.Storage;
using Polydev.Controller.Workers;

namespace Polydev.Controller.Pools;

/// <summary>Writes claims through the journal, together with whatever else its transaction carries.</summary>
internal sealed class JournalLedger(EventJournal journal, RecoveryStore store) : IClaimLedger, IJournaled
{
    private readonly Lock _gate = new();
    private readonly List<Action<IJournalTransaction>> _writing = [];
    private List<Action<IJournalTransaction>> _pending = [];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ClaimRecord>> ReadAsync(CancellationToken cancellationToken) =>
        [.. (await store.ReadWorkersAsync(cancellationToken)).Select(w => new ClaimRecord(w.WorkerId, w.TenantId))];

    /// <inheritdoc/>
    public void Claimed(LiveWorker worker)
    {
        if (worker is { Allocation: { } placed, Tenant: { } tenant })
        {
            Add(transaction => transaction.ClaimWorker(worker.Id, tenant, worker.Pool, placed.Driver, placed.ExternalId, placed.Node));
        }
    }

    /// <inheritdoc/>
    public void Gone(string workerId) => Add(transaction => transaction.RemoveWorker(workerId));

    /// <inheritdoc/>
    public void Write(IJournalTransaction transaction)
    {
        lock (_gate)
        {
            _writing.AddRange(_pending);
            _pending = [];
        }

        // What a failed commit has undone is still here and goes first.
        foreach (var change in _writing)
        {
            change(transaction);
        }
    }

    /// <inheritdoc/>
    public void OnCommitted() => _writing.Clear();

    /// <inheritdoc/>
    public void Announce()
    {
        // Nobody waits for a claim to be durable: the controller that forgets one ends the worker.
    }

    private void Add(Action<IJournalTransaction> change)
    {
        lock (_gate)
        {
            _pending.Add(change);
        }

        journal.Schedule(this, CommitWhen.InCompany);
    }
}
