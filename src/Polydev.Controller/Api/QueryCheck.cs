using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace Polydev.Controller.Api;

/// <summary>Refuses what a query says that its route does not understand, each fault by its name.</summary>
/// <remarks>
/// The framework ignores a parameter that no handler has, so that a misspelt filter would be no filter, and answers a value of the wrong kind with
/// a bare status. What a route understands is said by its handler alone: simple parameters, and
/// <see cref="RangeAttribute"/>, <see cref="AllowedValuesAttribute"/> and <see cref="SomeOfAttribute"/> on them.
/// </remarks>
internal static class QueryCheck
{
    private static readonly ConditionalWeakTable<Endpoint, Dictionary<string, ParameterInfo>> s_known = [];

    /// <summary>Checks every request of <c>/v1</c> that has a query.</summary>
    public static void UseQueryCheck(this IApplicationBuilder app) => app.Use(static next => context =>
        context.Request.QueryString.HasValue
        && context.GetEndpoint() is RouteEndpoint route
        && context.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal)
        && Check(context.Request.Query, s_known.GetValue(route, static endpoint => KnownTo((RouteEndpoint)endpoint))) is { } problem
            ? Problems.WriteAsync(context, problem)
            : next(context));

    private static Problem? Check(IQueryCollection query, Dictionary<string, ParameterInfo> known)
    {
        var errors = new FieldErrors();
        foreach (var (name, values) in query)
        {
            errors.Add(name, known.TryGetValue(name, out var parameter) ? Fault(parameter, values) : Unknown(known.Keys));
        }

        return errors.ToProblem();
    }

    private static Dictionary<string, ParameterInfo> KnownTo(RouteEndpoint route) => route.Metadata
        .GetOrderedMetadata<IParameterBindingMetadata>()
        .Where(p => route.RoutePattern.GetParameter(p.Name) is null && ValueKind.Find(p.ParameterInfo.ParameterType) is not null)
        .ToDictionary(p => p.Name, p => p.ParameterInfo, StringComparer.OrdinalIgnoreCase);

    private static string Unknown(Dictionary<string, ParameterInfo>.KeyCollection known) => known.Count == 0
        ? "is not a parameter of this request, which has none"
        : "is not a parameter of this request; it has " + string.Join(", ", known);

    private static string? Fault(ParameterInfo parameter, StringValues values)
    {
        if (values is not [{ } text])
        {
            return "must be given once";
        }

        var kind = ValueKind.Find(parameter.ParameterType)!;
        if (kind.Read(text) is not { } value)
        {
            return "must be " + kind.Words;
        }

        return parameter.GetCustomAttributes<ValidationAttribute>().FirstOrDefault(rule => !rule.IsValid(value)) switch
        {
            null => null,
            RangeAttribute { Maximum: double.PositiveInfinity } range => string.Create(CultureInfo.InvariantCulture, $"must be at least {range.Minimum}"),
            RangeAttribute range => string.Create(CultureInfo.InvariantCulture, $"must be {range.Minimum} to {range.Maximum}"),
            AllowedValuesAttribute allowed => "must be one of " + string.Join(", ", allowed.Values),
            var rule => rule.FormatErrorMessage(parameter.Name!),
        };
    }
}
