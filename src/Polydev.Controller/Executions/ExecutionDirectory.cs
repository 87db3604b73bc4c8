using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Polydev.Controller.Usage;

namespace Polydev.Controller.Executions;

/// <summary>The executions that live now, by id and by idempotency key. What ended is in the store.</summary>
internal sealed class ExecutionDirectory
{
    private readonly ConcurrentDictionary<string, Execution> _byId = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Tenant, string Key), Execution> _byKey = new();
    private readonly ExecutionEnvironment _environment;
    private readonly AdmissionQueue _admission;
    private readonly SpendLedger _ledger;
    private readonly ExecutionMeters _meters;

    public ExecutionDirectory(ExecutionEnvironment environment, AdmissionQueue admission, SpendLedger ledger)
    {
        _environment = environment;
        _admission = admission;
        _ledger = ledger;
        _meters = environment.Meters;
        environment.OnEnded = Remove;
    }

    /// <summary>All of them, in no order.</summary>
    public IEnumerable<Execution> All => _byId.Select(static entry => entry.Value);

    /// <summary>How many there are.</summary>
    public int Count => Volatile.Read(ref _environment.Live);

    /// <summary>Takes one in. False when its idempotency key is another's, which is then the answer.</summary>
    public bool TryAdd(Execution execution, [NotNullWhen(false)] out Execution? sameKey)
    {
        sameKey = null;
        if (execution.Seed.IdempotencyKey is { } key)
        {
            var held = _byKey.GetOrAdd((execution.Tenant.Id, key), execution);
            if (!ReferenceEquals(held, execution))
            {
                sameKey = held;
                return false;
            }
        }

        _byId[execution.Id] = execution;
        Interlocked.Increment(ref _environment.Live);
        return true;
    }

    /// <summary>Takes one back that was refused its turn.</summary>
    public void Withdraw(Execution execution)
    {
        if (_byId.TryRemove(execution.Id, out _))
        {
            Interlocked.Decrement(ref _environment.Live);
        }

        if (execution.Seed.IdempotencyKey is { } key)
        {
            _byKey.TryRemove(new KeyValuePair<(string, string), Execution>((execution.Tenant.Id, key), execution));
        }
    }

    /// <summary>Finds one of a tenant.</summary>
    public Execution? Find(string tenantId, string id) =>
        _byId.TryGetValue(id, out var execution) && execution.Tenant.Id == tenantId ? execution : null;

    /// <summary>Finds one by a tenant's idempotency key.</summary>
    public Execution? FindByKey(string tenantId, string key) => _byKey.GetValueOrDefault((tenantId, key));

    /// <summary>Finds one by id alone, for the worker that brings it back.</summary>
    public Execution? FindAny(string id) => _byId.GetValueOrDefault(id);

    private void Remove(Execution execution)
    {
        Withdraw(execution);
        _admission.Leave(execution);
        var ended = execution.Ended!;
        var (timings, error) = execution.Account();
        _meters.Ended(ended.Provider, ended.Status, error, timings);
        _ledger.Record(ended);
    }
}
