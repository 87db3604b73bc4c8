using System.Collections.Concurrent;
using Polydev.Controller.Api;
using Polydev.Controller.Tenants;

namespace Polydev.Controller.Executions;

/// <summary>Holds each tenant to its requests per minute: a bucket that fills evenly and holds a tenth of a minute's worth, at least one.</summary>
internal sealed class RateGate(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);

    /// <summary>Takes one request's worth, or says when there will be one.</summary>
    public Problem? Take(Tenant tenant)
    {
        if (tenant.Limits.RequestsPerMinute is not { } perMinute)
        {
            return null;
        }

        var wait = _buckets.GetOrAdd(tenant.Id, static _ => new Bucket()).Take(perMinute, time.GetTimestamp(), time.TimestampFrequency);
        return wait <= 0
            ? null
            : new Problem(429, "rate_limited", $"Tenant '{tenant.Id}' may begin {perMinute} executions a minute. Send again after the wait.") { RetryAfterSeconds = wait };
    }

    /// <summary>One tenant's tokens.</summary>
    private sealed class Bucket
    {
        private readonly Lock _gate = new();
        private double _tokens = double.NaN;
        private long _filledAt;

        /// <summary>Seconds to wait; 0 when a token was taken.</summary>
        public double Take(int perMinute, long now, long frequency)
        {
            lock (_gate)
            {
                var capacity = Math.Max(1, perMinute / 10.0);
                var perSecond = perMinute / 60.0;
                _tokens = double.IsNaN(_tokens) ? capacity : Math.Min(capacity, _tokens + ((now - _filledAt) / (double)frequency * perSecond));
                _filledAt = now;
                if (_tokens >= 1)
                {
                    _tokens -= 1;
                    return 0;
                }

                return perSecond == 0 ? 60 : (1 - _tokens) / perSecond;
            }
        }
    }
}
