using System.Collections.Concurrent;
using System.Net;

namespace Polydev.Egress.Upstream;

/// <summary>Addresses of names for a short while: the C library's resolver takes a thread for each question, and a thousand workers ask for one host.</summary>
internal sealed class NameCache(Func<string, Task<IPAddress[]>> resolve, TimeProvider time)
{
    private const int Capacity = 1024;
    private static readonly TimeSpan s_life = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Resolves a name, or waits for the question that is already asked.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The name is unknown or the resolver failed; never remembered.</exception>
    public async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (_entries.TryGetValue(host, out var known) && time.GetElapsedTime(known.Asked) < s_life)
        {
            return await known.Answer.Value.WaitAsync(cancellationToken);
        }

        // Wildcard rules let clients make up names; they are not worth remembering for ever.
        if (_entries.Count >= Capacity)
        {
            _entries.Clear();
        }

        var asked = new Entry(time.GetTimestamp(), new Lazy<Task<IPAddress[]>>(() => resolve(host)));
        var current = _entries.AddOrUpdate(host, asked, (_, other) => ReferenceEquals(other, known) ? asked : other);
        try
        {
            return await current.Answer.Value.WaitAsync(cancellationToken);
        }
        catch when (current.Answer.Value.IsFaulted)
        {
            _entries.TryRemove(new KeyValuePair<string, Entry>(host, current));
            throw;
        }
    }

    private sealed record Entry(long Asked, Lazy<Task<IPAddress[]>> Answer);
}
