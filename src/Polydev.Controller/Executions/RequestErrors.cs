using Polydev.Controller.Api;

namespace Polydev.Controller.Executions;

/// <summary>Collects every fault of a request, so that the caller can mend all of them at once.</summary>
internal sealed class RequestErrors
{
    private readonly Dictionary<string, List<string>> _byField = new(StringComparer.Ordinal);

    /// <summary>Whether anything is wrong.</summary>
    public bool Any => _byField.Count > 0;

    /// <summary>Whether anything is wrong with one of these fields, or inside it.</summary>
    public bool AnyOf(params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            if (_byField.Keys.Any(key => key == field || key.StartsWith(field + "[", StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds a fault of a field.</summary>
    public void Add(string field, string message)
    {
        if (!_byField.TryGetValue(field, out var messages))
        {
            _byField[field] = messages = [];
        }

        messages.Add(message);
    }

    /// <summary>Adds a fault when something does not hold.</summary>
    public void Require(bool holds, string field, string message)
    {
        if (!holds)
        {
            Add(field, message);
        }
    }

    /// <summary>The faults as one answer.</summary>
    public Problem ToProblem() => Problem.Invalid("invalid_request", string.Join(" ", _byField.Select(f => $"{f.Key}: {string.Join(" ", f.Value)}"))) with
    {
        Errors = _byField.ToDictionary(f => f.Key, f => f.Value.ToArray(), StringComparer.Ordinal),
    };
}
