using System.Text;
using Polydev.Controller.Storage;

namespace Polydev.Benchmarks.Storage;

/// <summary>A stream that writes one event of a kilobyte now and then.</summary>
internal sealed class JournalStream(string id) : IJournaled
{
    private static readonly byte[] s_event = Encoding.ASCII.GetBytes($$"""{"type":"text","text":"{{new string('x', 1000)}}"}""");

    private readonly Lock _lock = new();
    private bool _inserted;
    private long _added;
    private long _written;

    /// <summary>Events that are durable.</summary>
    public long Durable { get; private set; }

    /// <summary>Adds an event.</summary>
    public void Add()
    {
        lock (_lock)
        {
            _added++;
        }
    }

    /// <inheritdoc/>
    public void Write(IJournalTransaction transaction)
    {
        if (!_inserted)
        {
            var now = TimeProvider.System.GetUtcNow();
            transaction.InsertExecution(new NewExecution
            {
                Id = id,
                TenantId = "bench",
                CreatedAt = now,
                Deadline = now + TimeSpan.FromMinutes(10),
                Provider = "openai",
                Model = "sim-text",
                Request = s_event,
            });
        }

        lock (_lock)
        {
            _written = _added;
        }

        for (var seq = Durable + 1; seq <= _written; seq++)
        {
            transaction.AppendEvents(id, seq, seq, s_event);
        }
    }

    /// <inheritdoc/>
    public void OnCommitted() => (_inserted, Durable) = (true, _written);

    /// <inheritdoc/>
    public void Announce()
    {
        // Nobody reads it.
    }
}
