/** Words of a question that say nothing about code. Not used for identifiers, quoted text, or when nothing else is left. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
	(
		'a about above actually all also am an and any anything are as at be because been before being below between both ' +
		'but by can code could did do does doing done each either etc exactly find for from further get gets give given go goes ' +
		'had happen happens has have having he here how i if in into is it its itself just know let like locate look looking ' +
		'made make makes many may me might more most much must my need needs no nor not of off on once one only or other ' +
		'our out over own per please project repo repository responsible same see shall she should show so some someone something somewhere such take ' +
		'tell than that the their them then there these they thing things this those through thus to too up us use used uses ' +
		'using very via want was way ways we were what when where whether which while who whom whose why will with within ' +
		'without work works would you your'
	).split(' '),
);
