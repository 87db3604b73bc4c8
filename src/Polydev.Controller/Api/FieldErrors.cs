namespace Polydev.Controller.Api;

/// <summary>Gathers everything that is wrong with a request, so that its sender can mend it in one go.</summary>
internal sealed class FieldErrors
{
    private readonly Dictionary<string, string[]> _errors = new(StringComparer.Ordinal);

    /// <summary>Whether nothing is wrong so far.</summary>
    public bool None => _errors.Count == 0;

    /// <summary>Adds a fault; null adds nothing.</summary>
    public FieldErrors Add(string field, string? fault)
    {
        if (fault is not null)
        {
            _errors[field] = _errors.TryGetValue(field, out var before) ? [.. before, fault] : [fault];
        }

        return this;
    }

    /// <summary>Adds a fault when something is wrong.</summary>
    public FieldErrors AddIf(bool wrong, string field, string fault) => Add(field, wrong ? fault : null);

    /// <summary>The refusal that names them all; null when there are none.</summary>
    public Problem? ToProblem() => None
        ? null
        : Problem.Invalid("invalid_request", string.Join("; ", _errors.Select(error => $"{error.Key} {string.Join(", ", error.Value)}")) + ".") with
        {
            Errors = _errors,
        };
}
