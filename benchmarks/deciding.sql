-- Outcomes of an inventory of `inventories.py` under the Chongqing list of 2025, on a day of its life, as a
-- database alone would decide them: one query by hand over two Parquet files, `items` and `handlers`.
-- What is not stated is NULL, and NULL goes through AND, OR and NOT as in three-valued logic. Written from the rules
-- of the list, then corrected where its answers were not those of `qingdan decide`; peers.py says what it leaves out.
CREATE MACRO words(list) AS coalesce(string_split(list, ';'), []);
CREATE MACRO has(list, wanted) AS list_has_any(words(list), wanted);
COPY (
    WITH stated AS (
        SELECT
            i.item,
            h.zone = 'cq-ftz' AND h.zoneTie <> 'NoTie' AS inZone,
            coalesce(i.sector, h.sector) = 'IntelligentConnectedVehicles' AS vehicle,
            coalesce(i.secrecy, h.secrecy) AS secrecy,
            coalesce(i.coreData, h.coreData) = 'true' AS core,
            coalesce(i.controlRegime, h.controlRegime) AS control,
            i.importantDataStatus AS status,
            i.extractOfHeldData <> 'SmallExtract' AS large,
            coalesce(i.outsideListedFields = 'true', false) AS unlistedFields,
            i.personalInformationKind AS kinds,
            i.anonymised = 'true' OR i.containsPersonalInformation = 'false' AS toldNone,
            i.containsPersonalInformation = 'true' AS toldPersonal,
            i.containsSensitivePersonalInformation = 'true' AS toldSensitive,
            coalesce(i.chargingNetwork = 'true', false) AS charging,
            coalesce(i.sensitiveArea = 'true' AND (i.trafficFlow = 'true' OR i.geodata = 'true'), false) AS flowsOrGeography,
            coalesce(i.sensitiveArea = 'true' AND (i.preciseLocation = 'true' OR has(i.personalInformationKind, ['VehicleTrajectory'])), false) AS place,
            i.matchesListedItem IS NOT NULL AS matches,
            i.matchesNoListedItem = 'true' AS matchesNone,
            i.accessMode = 'ReadInChinaOnly' AS readInChina,
            coalesce(i.recipientRestricted, h.recipientRestricted) = 'true' AS restricted,
            coalesce(i.requestedByForeignAuthority, h.requestedByForeignAuthority) = 'true' AS authority,
            i.ground,
            i.groundProven = 'true' AS proven,
            h.criticalInfrastructureOperator = 'true' AS operator,
            h.ordinaryPersons AS ordinary,
            h.sensitivePersons AS sensitive,
            h.holdsOrdinaryPersons AS holdsOrdinary,
            h.holdsSensitivePersons AS holdsSensitive,
            h.holdsSensitiveAccountPersons AS holdsAccounts,
        FROM items i JOIN handlers h ON h.handler = i.heldBy
    ),
    inferred AS (
        SELECT *,
            CASE
                WHEN toldSensitive OR has(kinds, ['BiometricFeature', 'FinancialAccount', 'HealthData', 'VehicleTrajectory', 'Movements'])
                    OR vehicle AND has(kinds, ['Audio', 'DrivingLicenceFileNumber', 'Video', 'Image', 'IdentityCardNumber', 'VehicleLicenceNumber'])
                THEN true
                WHEN toldNone THEN false
                ELSE toldSensitive
            END AS isSensitive,
            CASE WHEN toldNone THEN false WHEN toldPersonal OR toldSensitive OR kinds IS NOT NULL THEN true END AS personal,
            CASE WHEN matches OR charging OR flowsOrGeography OR place THEN true ELSE NOT matchesNone END AS listed,
            inZone AND vehicle AS governed,
        FROM stated
    ),
    met AS (
        SELECT *,
            status IN ('NotifiedImportant', 'PublishedImportant') AS toldImportant,
            status = 'IdentifiedImportant' AS identified,
            charging OR flowsOrGeography AS automotive,
            personal AND operator AS byOperator,
            personal AND large AND (holdsOrdinary >= 10000000 OR isSensitive AND (holdsSensitive >= 1000000 OR holdsAccounts >= 100000)) AS byHolding,
            personal AND operator AND (holdsOrdinary >= 100000 OR holdsSensitive >= 100000) AS byOperatorsHolding,
            personal AND (ordinary >= 1000000 OR sensitive >= 10000) AS tier1,
            personal AND (ordinary >= 100000 OR sensitive >= 1 OR isSensitive) AS tier2,
            personal AND coalesce(ground IN ('CbdfArticle5Contract', 'CbdfArticle5Emergency', 'CbdfArticle5HumanResources'), false) AND proven AS exempt,
        FROM inferred
    ),
    important AS (
        SELECT *,
            toldImportant OR vehicle AND automotive
            OR governed AND (listed OR identified OR byHolding OR byOperatorsHolding) AS isImportant,
            NOT vehicle AND inZone AND (listed OR byHolding OR byOperatorsHolding) AND status IS NOT NULL
                OR NOT governed AND identified AS toReview,
            governed AND personal AND unlistedFields AND tier2 AS fieldsToReview,
        FROM met
    )
    SELECT item, CASE
        WHEN secrecy <> 'NotClassified' THEN 'StateSecretRegime'
        WHEN core THEN 'CoreDataRegime'
        WHEN secrecy IS NULL OR core IS NULL THEN 'NeedsFacts'
        WHEN personal AND restricted THEN 'RecipientRestricted'
        WHEN personal IS NULL AND restricted THEN 'NeedsFacts'
        WHEN authority THEN 'ApprovalFirst'
        WHEN control = 'ExportControlLaw' THEN 'ExportControlRegime'
        WHEN control = 'TechnologyExport' AND readInChina THEN 'NeedsReview'
        WHEN control = 'TechnologyExport' THEN 'ExportControlRegime'
        WHEN control IS NULL THEN 'NeedsFacts'
        WHEN readInChina THEN 'NotAnExport'
        WHEN isImportant THEN 'SecurityAssessment'
        WHEN NOT exempt AND byOperator THEN 'SecurityAssessment'
        WHEN NOT exempt AND tier1 AND NOT fieldsToReview THEN 'SecurityAssessment'
        WHEN isImportant IS NULL OR toReview IS NULL THEN 'NeedsFacts'
        WHEN toReview THEN 'NeedsReview'
        WHEN exempt THEN 'ExemptGround'
        WHEN exempt IS NULL AND (byOperator OR tier2) THEN 'NeedsFacts'
        WHEN fieldsToReview THEN 'NeedsReview'
        WHEN tier2 THEN 'StandardContractOrCertification'
        WHEN personal IS NULL OR tier2 IS NULL THEN 'NeedsFacts'
        WHEN NOT personal THEN 'NoRegulatedData'
        WHEN governed THEN 'ExemptOutOfList'
        ELSE 'ExemptBelowThreshold'
    END AS outcome
    FROM important
) TO 'OUT' (HEADER);
